"""What a definition may read: tables, views, dynamic tables and managed files of rows that have a history.

Refused by name are streams, stages, directory tables, external tables, materialized views, procedures, and rows that
exist for one statement only (INFORMATION_SCHEMA, RESULT_SCAN): a refresh could not read them as of its data timestamp.
What stands beneath a view counts. Source: spec/dynamic-tables.md 2.8, 2.9 and 2.11, "Dynamic table limitations".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from sqlglot import exp

from ecomsim import errors
from ecomsim.catalog.objects import DirectoryTable, DynamicTable, Stream, Table, View
from ecomsim.errors import SnowflakeError
from ecomsim.names import ObjectName
from ecomsim.routines import lookup
from ecomsim.storage.retention import kept_for_streams, retention_days
from ecomsim.values.types import SnowflakeType

if TYPE_CHECKING:
    from ecomsim.catalog.store import Catalog
    from ecomsim.sessions.session import Session
    from ecomsim.statements.resolver import SessionResolver

_OF_THE_ENGINE = frozenset({"FLATTEN", "GENERATOR", "SPLIT_TO_TABLE", "STRTOK_SPLIT_TO_TABLE"})
_OF_ACCOUNTS = frozenset({"INFORMATION_SCHEMA", "ACCOUNT_USAGE"})
_TABLE_CALLS = (exp.TableFromRows, exp.Lateral, exp.Table)
_STRUCTURED = frozenset({exp.DType.ARRAY, exp.DType.LIST, exp.DType.MAP, exp.DType.OBJECT, exp.DType.STRUCT})
GEOSPATIAL = frozenset({"GEOGRAPHY", "GEOMETRY"})
"""Types that only a FULL refresh can compute."""


def refused(what: str) -> SnowflakeError:
    """001420: something that no dynamic table reads."""
    return errors.compilation(1420, "0A000", f"{what} cannot be read by a dynamic table.")


def check_written(tree: exp.Expr, session: Session) -> None:
    """Refuse sources that the text of one query tells: files, metadata, results, procedures, * of a table function."""
    if any(each.this in _STRUCTURED and each.expressions for each in tree.find_all(exp.DataType)):
        raise structured()
    for table in tree.find_all(exp.Table):
        if isinstance(table.this, (exp.Literal, exp.Var)):
            raise refused(f"Stage {table.this.name}")
        if isinstance(table.this, exp.Anonymous) and table.this.name.upper() == "DIRECTORY":
            raise refused("A directory table")
        if table.db.upper() in _OF_ACCOUNTS:
            raise refused(f"{table.db.upper()}.{table.name}")
    for call in _calls(tree):
        name = _name(call)
        if name.parts[0] in _OF_ACCOUNTS or name.parts[-2:-1] == ("INFORMATION_SCHEMA",) or name.last == "RESULT_SCAN":
            raise refused(f"Table function {name}")
        if lookup.overloads("PROCEDURE", name, session) and not lookup.overloads("FUNCTION", name, session):
            raise refused(f"Stored procedure {name}")
        _check_star(call)


def _calls(tree: exp.Expr) -> Iterator[exp.Expr]:
    """The tables, laterals and TABLE(…) of a query that call a function of a name, except the engine's own."""
    for node in tree.find_all(*_TABLE_CALLS):
        call = node.this
        if isinstance(call, exp.Dot) or (isinstance(call, exp.Anonymous) and call.name.upper() not in _OF_THE_ENGINE):
            yield node


def _name(node: exp.Expr) -> ObjectName:
    """The name of the function that a table expression calls."""
    call, parts = node.this, []
    while isinstance(call, exp.Dot):
        parts += [part.name for part in call.this.parts] if hasattr(call.this, "parts") else [call.this.name]
        call = call.expression
    return ObjectName((*parts, call.name.upper()))


def _check_star(node: exp.Expr) -> None:
    """Columns of a table function are named one by one: neither * beside it nor its own alias.* is allowed."""
    query, alias = node.find_ancestor(exp.Select), node.alias_or_name
    for item in query.expressions if query is not None else ():
        mine = isinstance(item, exp.Column) and isinstance(item.this, exp.Star) and item.table == alias
        if isinstance(item, exp.Star) or mine:
            raise errors.compilation(
                1420,
                "0A000",
                "SELECT * from a user-defined table function is not supported in a dynamic table definition: name the "
                "columns.",
            )


def check_found(resolver: SessionResolver, session: Session) -> None:
    """Refuse what the names of a definition turned out to be. Raises 001420."""
    catalog = session.catalog
    if resolver.streams:
        stream = catalog.by_id(min(resolver.streams))
        raise refused(f"Stream '{stream.name if isinstance(stream, Stream) else ''}'")
    for view_id in sorted(resolver.read.views):
        view = catalog.by_id(view_id)
        if isinstance(view, View) and view.materialized:
            raise refused(f"Materialized view '{view.name}'")
    for table_id in sorted(resolver.tables):
        table = catalog.by_id(table_id)
        if isinstance(table, DirectoryTable):
            raise refused("A table of files (external table or directory table)")


def check_retention(tables: Iterable[int], session: Session) -> None:
    """Refuse a source whose retention is switched off, when a dynamic table is made. Raises 001420."""
    for table_id in sorted(tables):
        table = session.catalog.by_id(table_id)
        if isinstance(table, (Table, DynamicTable)) and retention_days(table, session.catalog) == 0:
            raise errors.compilation(
                1420,
                "0A000",
                f"Table '{table.name}' has DATA_RETENTION_TIME_IN_DAYS = 0 and cannot be read by a dynamic table.",
            )


def check_fresh(tables: Iterable[int], since: datetime, now: datetime, catalog: Catalog) -> None:
    """Refuse to follow sources from a time to which their changes are no longer kept. Raises 002841.

    Changes are kept for the retention of a table, extended to MAX_DATA_EXTENSION_TIME_IN_DAYS.
    """
    for table_id in sorted(tables):
        table = catalog.by_id(table_id)
        if not isinstance(table, (Table, DynamicTable)):
            continue
        if now > since + kept_for_streams(table, catalog):
            raise errors.compilation(
                2841,
                "02000",
                f"Base table '{table.name}' is outside the data retention period; the dynamic table must be recreated.",
            )


def check_types(types: Iterable[SnowflakeType]) -> None:
    """Refuse structured types. Raises 001420."""
    if any(each.is_structured for each in types):
        raise structured()


def structured() -> SnowflakeError:
    return errors.compilation(1420, "0A000", "Structured types are not supported in a dynamic table definition.")
