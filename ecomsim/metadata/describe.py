"""DESCRIBE: the columns of a relation, the contents of a container, or the SHOW row of anything else.

Source: spec/metadata.md section 3, spec/streams.md 1.8, spec/dynamic-tables.md DT-17.1, spec/tasks.md T-11.1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.access import users
from ecomsim.alerts import show as show_alerts
from ecomsim.catalog.objects import Key, TableColumn
from ecomsim.metadata import facts, grid, information_schema, show_account, show_columns, show_pipeline, show_tables
from ecomsim.metadata.grid import Row
from ecomsim.metadata.listing import Listing
from ecomsim.names import Name
from ecomsim.notifications import show as show_integrations
from ecomsim.pipes import show as show_pipes
from ecomsim.policies import show as policies
from ecomsim.policies import tagged
from ecomsim.routines import listing as routines
from ecomsim.sqltext.nodes import Describe
from ecomsim.staging import listing as staging
from ecomsim.statements.result import Result
from ecomsim.streamlits import show as streamlits
from ecomsim.values.types import Column

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

COLUMNS = grid.show_columns(
    grid.names(
        "name, type, kind, null?, default, primary key, unique key, check, expression, comment, policy name, "
        "privacy domain"
    )
)
EVOLVING = (*COLUMNS, *grid.show_columns(("schema evolution record",)))
CONTENTS = grid.show_columns(grid.names("created_on, name, kind"))
TYPE = "DESCRIBE"


def describe(statement: Describe, session: Session) -> Result:
    """Run a DESCRIBE statement. Raises 002003 naming the kind that was asked for."""
    handler = HANDLERS.get(statement.kind)
    if handler is None:
        raise errors.unsupported(f"DESCRIBE {statement.kind}")
    if statement.stage_properties:
        if statement.kind != "TABLE":
            raise errors.unsupported(f"DESCRIBE {statement.kind} TYPE = STAGE")
        return staging.describe_table_stage(statement, session)
    return handler(statement, session)


# --- relations -------------------------------------------------------------------------------------------------


def _relation(statement: Describe, session: Session) -> Result:
    """Columns of a table, view or dynamic table; TABLE and VIEW describe each other's."""
    full = session.resolve(statement.name, "DESCRIBE")
    if full.schema == show_account.INFORMATION_SCHEMA:
        return _metadata_view(statement, full, session)
    item = facts.relation(full, session)
    if item is not None and item.kind == "EXTERNAL TABLE" and statement.kind == "TABLE":
        return staging.describe_external(statement, session)
    wanted = ("DYNAMIC TABLE",) if statement.kind == "DYNAMIC TABLE" else ("TABLE", "VIEW", "DYNAMIC TABLE")
    if item is None or item.kind not in wanted:
        session.require_container(full)
        raise errors.does_not_exist(statement.kind.capitalize(), statement.name)
    keys = getattr(item, "keys", ())
    shown = tagged.masked(item, session.catalog).columns
    rows = [{**column_row(column, keys), "policy name": _masked_by(column, session)} for column in shown]
    evolves = item.kind == "TABLE" and item.options.get("ENABLE_SCHEMA_EVOLUTION") is True
    return grid.result(EVOLVING if evolves else COLUMNS, rows, statement_type=TYPE)


def _masked_by(column: TableColumn, session: Session) -> str | None:
    found = session.catalog.by_id(column.masking.policy) if column.masking is not None else None
    return None if found is None else str(found.name)


def _metadata_view(statement: Describe, full: Name, session: Session) -> Result:
    session.require_container(Name(full.database, "", full.schema))
    columns = information_schema.columns(full.last)
    if columns is None:
        raise errors.does_not_exist(statement.kind.capitalize(), statement.name)
    return grid.result(COLUMNS, [column_row(stored(column), ()) for column in columns], statement_type=TYPE)


def stored(column: Column) -> TableColumn:
    """A result column as a column of a relation."""
    return TableColumn(name=column.name, type=column.type, nullable=column.nullable)


def column_row(column: TableColumn, keys: tuple[Key, ...]) -> Row:
    """One row of DESCRIBE TABLE: absent values are NULL."""
    primary = any(key.kind == "PRIMARY KEY" and column.name in key.columns for key in keys)
    unique = any(key.kind == "UNIQUE" and column.name in key.columns for key in keys)
    return {
        "name": column.name,
        "type": str(column.type) + (f" COLLATE '{column.type.collation}'" if column.type.collation else ""),
        "kind": "COLUMN" if column.expression is None else "VIRTUAL",
        "null?": grid.flag(column.nullable and not primary),
        "default": column.default or show_columns.identity(column) or None,
        "primary key": grid.flag(primary),
        "unique key": grid.flag(unique),
        "check": None,
        "expression": column.expression,
        "comment": column.comment or None,
        "policy name": None,
        "privacy domain": None,
        "schema evolution record": column.evolution,
    }


# --- containers ------------------------------------------------------------------------------------------------


def _database(statement: Describe, session: Session) -> Result:
    """Its schemas."""
    item = session.find("DATABASE", statement.name)
    rows = [
        {"created_on": each.created_on, "name": each.name.last, "kind": "SCHEMA"}
        for each in show_account.schemas(session, item.name.last)
    ]
    return grid.result(CONTENTS, rows, statement_type=TYPE)


def _schema(statement: Describe, session: Session) -> Result:
    """What it holds, by kind and name."""
    item = session.find("SCHEMA", statement.name)
    found = {each.id: each for each in session.catalog.inside(item.name)}
    found |= {each.id: each for name, each in session.temporary.items() if name.container == item.name}
    rows = [
        {"created_on": each.created_on, "name": each.name.last, "kind": each.kind.replace(" ", "_")}
        for each in sorted(found.values(), key=lambda each: (each.kind, each.name))
    ]
    return grid.result(CONTENTS, rows, statement_type=TYPE)


def _warehouse(statement: Describe, session: Session) -> Result:
    item = session.find("WAREHOUSE", statement.name)
    row = {"created_on": item.created_on, "name": item.name.last, "kind": "WAREHOUSE"}
    return grid.result(CONTENTS, [row], statement_type=TYPE)


# --- everything else -------------------------------------------------------------------------------------------


def _as_shown(kind: str, listing: Listing) -> Callable[[Describe, Session], Result]:
    """DESCRIBE gives the object's row of SHOW."""

    def handler(statement: Describe, session: Session) -> Result:
        item: Any = session.find(kind, statement.name)
        columns = grid.show_columns(listing.columns)
        return grid.result(columns, [listing.row(item, session)], statement_type=TYPE)

    return handler


RESULT = grid.show_columns(grid.names("name, type, kind, null?"))


def _result(statement: Describe, session: Session) -> Result:
    """The columns of a kept result of this session, by query id or the last one's."""
    query_id = session.last_query_id if statement.name.last == "LAST_QUERY_ID()" else statement.name.last
    found = session.result_of(query_id or "")
    if found is None:
        raise errors.fail(709, "02000", f"Statement {query_id} not found")
    rows = [
        {"name": each.name, "type": str(each.type), "kind": "COLUMN", "null?": grid.flag(each.nullable)}
        for each in found.columns
    ]
    return grid.result(RESULT, rows, statement_type=TYPE)


HANDLERS: dict[str, Callable[[Describe, Session], Result]] = {
    "TABLE": _relation,
    "VIEW": _relation,
    "DYNAMIC TABLE": _relation,
    "DATABASE": _database,
    "SCHEMA": _schema,
    "WAREHOUSE": _warehouse,
    "STREAM": _as_shown("STREAM", show_pipeline.LISTINGS["STREAMS"]),
    "TASK": _as_shown("TASK", show_pipeline.LISTINGS["TASKS"]),
    "ALERT": _as_shown("ALERT", show_alerts.LISTINGS["ALERTS"]),
    "PIPE": _as_shown("PIPE", show_pipes.LISTINGS["PIPES"]),
    "NOTIFICATION INTEGRATION": show_integrations.describe,
    "SEQUENCE": _as_shown("SEQUENCE", show_tables.LISTINGS["SEQUENCES"]),
    "PROCEDURE": routines.describe,
    "FUNCTION": routines.describe,
    "STAGE": staging.describe_stage,
    "EXTERNAL TABLE": staging.describe_external,
    "FILE FORMAT": staging.describe_format,
    "STREAMLIT": streamlits.describe,
    "RESULT": _result,
    "USER": users.describe,
    "MASKING POLICY": policies.describe,
    "ROW ACCESS POLICY": policies.describe,
}
