"""CREATE and ALTER DYNAMIC TABLE: which of the ways a statement takes, and what SET and UNSET change.

A name is looked up first: what is there decides whether a CREATE creates, replaces, alters or does nothing. Every SET
is one change of the catalog, made once all its options have been checked.
Source: spec/dynamic-tables.md sections 2 to 4.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.access import checks
from ecomsim.catalog.objects import DynamicTable, renamed
from ecomsim.dynamic_tables import clone, definition, drafts, install, lag, manual, redefine, refresh, suspension
from ecomsim.names import Name
from ecomsim.policies import attach
from ecomsim.sqltext import nodes
from ecomsim.sqltext.grammar_dynamic import EXECUTE_AS, FROZEN, SECONDARY
from ecomsim.statements.result import Result, status

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

DONE = "Statement executed successfully."


# --- CREATE ----------------------------------------------------------------------------------------------------


def create(statement: nodes.CreateDynamicTable, session: Session) -> Result:
    """CREATE [OR REPLACE] [TRANSIENT] DYNAMIC TABLE [IF NOT EXISTS] … AS query | CLONE source."""
    name = session.resolve(statement.name, "CREATE DYNAMIC TABLE")
    session.require_container(name)
    existing = session.catalog.relation(name)
    if existing is not None:
        if statement.if_exists == "ignore":
            return status(f"{name.last} already exists, statement succeeded.", "CREATE")
        if statement.if_exists == "error":
            raise errors.already_exists(name)
        if not isinstance(existing, DynamicTable):
            raise manual.wrong_kind(existing)
        if statement.if_exists == "alter":
            redefine.create_or_alter(existing, statement, session)
            return _created(name)
    if statement.clone is not None:
        clone.create(statement, name, existing, session)
        return _created(name)
    drafted = drafts.draft(statement, name, session)
    session.commit()
    with session.account.dynamic_tables.running:
        install.install(drafted, statement, existing, session)
    return _created(name)


def _created(name: Name) -> Result:
    return status(f"Dynamic table {name.last} successfully created.", "CREATE")


# --- ALTER -----------------------------------------------------------------------------------------------------


def alter(statement: nodes.Alter, session: Session) -> Result:
    """ALTER DYNAMIC TABLE [IF EXISTS] name [, name …] action."""
    verb = next((each.verb for each in statement.actions if isinstance(each, nodes.Verb)), "")
    if verb.startswith("REFRESH"):
        return manual.refresh(statement, session, copies_session=verb.endswith("SESSION"))
    answer = status(DONE, "ALTER")
    table = manual.found(statement.name, session, if_exists=statement.if_exists)
    if table is None:
        return answer
    for action in statement.actions:
        current = session.catalog.by_id(table.id)
        assert isinstance(current, DynamicTable)
        _act(current, action, session)
    return answer


def _act(table: DynamicTable, action: nodes.AlterAction, session: Session) -> None:
    match action:
        case nodes.Verb(verb=verb):
            _verb(table, verb, session)
        case nodes.RenameTo(name=written):
            after = renamed(table, session.resolve(written, "ALTER"))
            session.require_container(after.name)
            with session.ddl() as change:
                change.replace(after)
                suspension.describe(after, change, "NONE")
        case nodes.SwapWith(name=written):
            _swap(table, session.find(DynamicTable.kind, written), session)
        case nodes.SetOptions(options=options):
            _set(table, dict(options), session)
        case nodes.UnsetOptions(names=names):
            _unset(table, names, session)
        case nodes.ClusterBy(expressions=expressions):
            drafts.check_clustering(expressions, table.columns, session)
            _replace(replace(table, cluster_by=expressions), session)
        case nodes.AlterColumn(change="comment"):
            _comment_column(table, action, session)
        case nodes.SetMasking() | nodes.AddRowAccess() | nodes.DropRowAccess():
            with session.ddl() as change:  # as for tables: not only the owner may
                change.put(attach.altered(table, action, session, change.now))
        case _:
            raise errors.unsupported(f"ALTER DYNAMIC TABLE … {type(action).__name__}")


def _verb(table: DynamicTable, verb: str, session: Session) -> None:
    graph = refresh.graph_of(session.account)
    match verb:
        case "SUSPEND":
            suspension.suspend(table, session, graph, "USER_SUSPENDED")
        case "RESUME":
            if "CLONE" in table.options:  # one whose sources are gone cannot be resumed
                definition.of(table, session.account)
            suspension.resume(table, session, graph)
        case "DROP CLUSTERING KEY":
            _replace(replace(table, cluster_by=()), session)
        case "SUSPEND RECLUSTER" | "RESUME RECLUSTER":
            _replace(_with_option(table, "AUTOMATIC_CLUSTERING", verb.startswith("RESUME")), session)
        case _:
            raise errors.unsupported(f"ALTER DYNAMIC TABLE … {verb}")


def _swap(one: DynamicTable, other: DynamicTable, session: Session) -> None:
    """Exchange two names at once; both tables must be owned."""
    for each in (one, other):
        checks.own(session, each)
    with session.ddl() as change:
        change.swap(one, other)
        for each in (renamed(one, other.name), renamed(other, one.name)):
            suspension.describe(each, change, "NONE")


def _replace(table: DynamicTable, session: Session, trigger: str | None = None) -> None:
    with session.ddl() as change:
        if trigger == "ALTER_TARGET_LAG":
            table = replace(table, scheduled_from=change.now)
        change.replace(table)
        if trigger is not None:
            suspension.describe(table, change, trigger)


_SETTERS: dict[str, Callable[[DynamicTable, Any], DynamicTable]] = {
    "COMMENT": lambda table, value: replace(table, comment=str(value or "")),
    "DATA_RETENTION_TIME_IN_DAYS": lambda table, value: replace(
        table,
        data_retention_time_in_days=drafts.days(
            {"DATA_RETENTION_TIME_IN_DAYS": value}, "DATA_RETENTION_TIME_IN_DAYS", table.transient
        ),
    ),
    "MAX_DATA_EXTENSION_TIME_IN_DAYS": lambda table, value: replace(
        table,
        max_data_extension_time_in_days=drafts.days(
            {"MAX_DATA_EXTENSION_TIME_IN_DAYS": value}, "MAX_DATA_EXTENSION_TIME_IN_DAYS", False
        ),
    ),
    "WAREHOUSE": lambda table, value: replace(table, warehouse=str(value)),
    "INITIALIZATION_WAREHOUSE": lambda table, value: _with_kept(table, "INITIALIZATION_WAREHOUSE", value),
    "LOG_LEVEL": lambda table, value: _with_kept(table, "LOG_LEVEL", value),
    "DEFAULT_DDL_COLLATION": lambda table, value: _with_kept(table, "DEFAULT_DDL_COLLATION", value),
    "ROW_TIMESTAMP": lambda table, value: _with_kept(table, "ROW_TIMESTAMP", bool(value)),
    "TARGET_LAG": lambda table, value: replace(
        _with_option(table, "SCHEDULER", "ENABLE" if "SCHEDULER" in table.options else None),
        target_lag=lag.normalised(str(value)),
    ),
    "SCHEDULER": lambda table, value: _with_scheduler(table, str(value)),
    EXECUTE_AS: lambda table, value: replace(_with_option(table, "SECONDARY_ROLES", None), execute_as_user=value),
    SECONDARY: lambda table, value: _with_kept(table, "SECONDARY_ROLES", ",".join(value)),
}
"""How one option changes the table; None takes it back to its default."""


def _with_option(table: DynamicTable, key: str, value: Any) -> DynamicTable:
    kept = {name: each for name, each in table.options.items() if name != key}
    return replace(table, options=kept if value is None else {**kept, key: value})


def _with_kept(table: DynamicTable, key: str, value: Any) -> DynamicTable:
    """The table with an option that is checked as in CREATE."""
    kept = value if key == "SECONDARY_ROLES" or value is None else drafts.kept_options({key: value}).get(key)
    return _with_option(table, key, kept)


def _with_scheduler(table: DynamicTable, value: str) -> DynamicTable:
    chosen = drafts.choice(value, "SCHEDULER", ("ENABLE", "DISABLE"))
    if chosen == "ENABLE" and not table.target_lag:
        raise errors.compilation(2007, "42601", "Missing option(s): [TARGET_LAG]")
    changed = _with_option(table, "SCHEDULER", chosen)
    return replace(changed, target_lag="") if chosen == "DISABLE" else changed


def _set(table: DynamicTable, options: dict[str, Any], session: Session) -> None:
    """SET option = value …, all at once."""
    if "LAG" in options:
        options["TARGET_LAG"] = options.pop("LAG")
    if options.get("SCHEDULER") == "DISABLE" and "TARGET_LAG" in options:
        raise errors.invalid_value("TARGET_LAG must not be set when SCHEDULER = DISABLE.")
    for key in ("WAREHOUSE", "INITIALIZATION_WAREHOUSE"):
        drafts.check_warehouse(options.get(key), table.name, session)
    drafts.execute_as(options, session)
    region = options.pop(FROZEN, None)
    changed = table
    for key in sorted(options, key=_order):
        changed = _SETTERS[key](changed, options[key])
    if "TARGET_LAG" in options:
        _check_new_lag(changed, session)
    if region is not None:
        changed = redefine.with_region(changed, str(region), session)
    trigger = "ALTER_TARGET_LAG" if options.keys() & {"TARGET_LAG", "SCHEDULER"} else None
    _replace(changed, session, trigger or ("ALTER_WAREHOUSE" if "WAREHOUSE" in options else None))


def _order(key: str) -> tuple[bool, bool]:
    """TARGET_LAG before SCHEDULER, which needs it; the user before the roles."""
    return key == "SCHEDULER", key == SECONDARY


def _check_new_lag(table: DynamicTable, session: Session) -> None:
    """In both directions: not shorter than upstream, not longer than downstream."""
    own = lag.parse(table.target_lag)
    if own is None:
        return
    graph = refresh.graph_of(session.account)
    for node in graph.upstream(table.id):
        if node.target_lag is not None and node.target_lag > own:
            raise drafts.shorter_than(table.name, node.name)
    for node in graph.downstream(table.id):
        if node.target_lag is not None and node.target_lag < own:
            raise drafts.shorter_than(node.name, table.name)


def _unset(table: DynamicTable, names: Sequence[str], session: Session) -> None:
    changed = table
    for key in names:
        is_region = key == FROZEN
        changed = redefine.with_region(changed, None, session) if is_region else _SETTERS[key](changed, None)
    _replace(changed, session)


def _comment_column(table: DynamicTable, action: nodes.AlterColumn, session: Session) -> None:
    if action.name not in {column.name for column in table.columns}:
        raise errors.invalid_identifier(action.name)
    columns = tuple(
        replace(column, comment=action.comment) if column.name == action.name else column for column in table.columns
    )
    _replace(replace(table, columns=columns), session)
