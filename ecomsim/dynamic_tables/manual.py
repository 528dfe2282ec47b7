"""ALTER DYNAMIC TABLE … REFRESH: the named tables and everything upstream of them, as of now.

All of them get one data timestamp, a shared upstream is refreshed once, and each table commits by itself: when one
fails the statement fails, and what had finished stays. Source: spec/dynamic-tables.md section 11.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from ecomsim import errors
from ecomsim.access import checks
from ecomsim.catalog.objects import CatalogObject, DynamicTable, Relation
from ecomsim.dynamic_tables import refresh as engine
from ecomsim.dynamic_tables.writing import OnBehalf
from ecomsim.names import ObjectName
from ecomsim.sqltext import nodes
from ecomsim.statements.result import Result, of_rows, status
from ecomsim.values.types import TEXT, Column, timestamp_ltz

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

_RESULT = (Column("statistics", TEXT), Column("data_timestamp", timestamp_ltz()), Column("refresh_action", TEXT))
_EACH = (Column("name", TEXT), *_RESULT)


def refresh(statement: nodes.Alter, session: Session, *, copies_session: bool) -> Result:
    """Refresh the tables the statement names; with IF EXISTS a name that is not there is passed over.

    Raises 002743 in a transaction, 002008 for a table named twice, 002037 and 002756 without OPERATE, and the error of
    a table that failed (002753 when it was one upstream).
    """
    if session.transaction is not None:
        raise errors.fail(
            2743,
            "0A000",
            "SQL compilation error:\nManual refresh of a dynamic table is not supported inside a multi-statement "
            "transaction.",
        )
    names = (statement.name, *statement.others)
    tables = [found(name, session, if_exists=statement.if_exists) for name in names]
    wanted = [table for table in tables if table is not None]
    _check_unique(wanted)
    _check_operate(wanted, session)
    if not wanted:
        return status("Statement executed successfully.", "ALTER")
    account = session.account
    behalf = OnBehalf(session.user, session.warehouse) if copies_session else None
    outcomes = engine.cycle(account, [table.id for table in wanted], account.clock.now(), "MANUAL", behalf)
    return _answer(wanted, outcomes)


def _answer(wanted: list[DynamicTable], outcomes: dict[int, engine.Outcome]) -> Result:
    done = [outcomes[table.id] for table in wanted if table.id in outcomes]
    for outcome in done:
        if outcome.row.state == "UPSTREAM_FAILED":
            raise errors.fail(
                2753, "55000", "Manual refresh failed because an upstream dynamic table failed to refresh."
            )
        if outcome.error is not None:
            raise outcome.error
    rows = [
        (str(each.table.name), each.row.statistics, each.row.data_timestamp, each.row.refresh_action)
        for each in done
        if each.row.refresh_action != "NO_DATA"
    ]
    if not rows:
        return status("No new data", "ALTER")
    if len(wanted) == 1:
        return of_rows(_RESULT, [row[1:] for row in rows], kind="ddl", statement_type="ALTER")
    return of_rows(_EACH, rows, kind="ddl", statement_type="ALTER")


def found(name: ObjectName, session: Session, *, if_exists: bool) -> DynamicTable | None:
    """The dynamic table of a name. Raises 002003, and 002203 for another kind; None for one that may be absent."""
    full = session.resolve(name, "ALTER")
    relation = session.catalog.relation(full)
    if isinstance(relation, DynamicTable):
        return relation
    if relation is not None:
        raise wrong_kind(relation)
    if if_exists:
        return None
    session.require_container(full)
    raise errors.does_not_exist("Dynamic Table", name)


def wrong_kind(found: Relation) -> errors.SnowflakeError:
    """002203: the name is that of something else."""
    return errors.compilation(
        2203,
        "42601",
        f"Object found is of type '{found.kind.replace(' ', '_')}', not specified type 'DYNAMIC_TABLE'.",
    )


def _check_unique(tables: list[DynamicTable]) -> None:
    seen: set[int] = set()
    for table in tables:
        if table.id in seen:
            raise errors.compilation(2008, "42601", f"Duplicate Dynamic Table: {table.name}")
        seen.add(table.id)


def _check_operate(tables: list[DynamicTable], session: Session) -> None:
    """OPERATE on every named table (002037), and on everything upstream that is refreshed with it (002756)."""
    if checks.free(session):
        return
    named = {table.id for table in tables}
    for table in tables:
        if not _operates(table, session):
            raise errors.compilation(2037, "42501", f"Dynamic Table '{table.name}' does not exist or not authorized.")
    check_upstream(named, session, 2756, "manual refresh")


def check_upstream(wanted: Collection[int], session: Session, errno: int, what: str) -> None:
    """OPERATE on every dynamic table that a refresh of `wanted` refreshes. Raises `errno`."""
    if checks.free(session):
        return
    for node in engine.graph_of(session.account).cascade(wanted):
        table = session.catalog.by_id(node.id)
        assert table is not None
        if not _operates(table, session):
            raise errors.fail(
                errno,
                "42501",
                "SQL access control error:\nInsufficient privileges to operate on dynamic table. OPERATE privilege is "
                f"required for {what}.",
            )


def _operates(table: CatalogObject, session: Session) -> bool:
    return bool(checks.held(session, table) & {"OWNERSHIP", "OPERATE"})
