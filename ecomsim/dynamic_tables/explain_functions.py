"""The two forms of the explanation: a text to read, SYSTEM$ECOMSIM_EXPLAIN_DYNAMIC_TABLE('name'), and one row for each
table, TABLE(INFORMATION_SCHEMA.ECOMSIM_DYNAMIC_TABLES([NAME => 'name'])).

Emulator only. Both say what `explain` found and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ecomsim.catalog.objects import DynamicTable
from ecomsim.dynamic_tables import manual
from ecomsim.dynamic_tables.explain import WAYS, Cost, Explained, explain
from ecomsim.dynamic_tables.table_functions import Arguments, arguments, columns_of, named
from ecomsim.statements.result import Result, of_rows
from ecomsim.values.types import ARRAY, INTEGER, OBJECT, TEXT, SnowflakeType, timestamp_ltz

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

COLUMNS = columns_of(
    "NAME SCHEMA_NAME DATABASE_NAME QUALIFIED_NAME REFRESH_MODE REASON OPERATORS WAYS ROWS_BEHIND CHANGED_ROWS "
    "NEXT_WAY ESTIMATED_ROWS ESTIMATED_MS LAST_WAY LAST_ACTION LAST_ROWS LAST_MS LAST_DATA_TIMESTAMP",
    {
        "OPERATORS": ARRAY,
        "WAYS": ARRAY,
        "ROWS_BEHIND": INTEGER,
        "CHANGED_ROWS": OBJECT,
        "ESTIMATED_ROWS": INTEGER,
        "ESTIMATED_MS": INTEGER,
        "LAST_ROWS": INTEGER,
        "LAST_MS": INTEGER,
        "LAST_DATA_TIMESTAMP": timestamp_ltz(9),
    },
)


def table_function(given: Arguments, session: Session) -> Result:
    """One row for each dynamic table of the current database, by name."""
    found = arguments(given, "ECOMSIM_DYNAMIC_TABLES", "NAME")
    tables = [
        each for each in session.catalog.all(DynamicTable.kind, session.database) if isinstance(each, DynamicTable)
    ]
    if "NAME" in found:
        matches = named(str(found["NAME"]))
        tables = [each for each in tables if matches(*each.name.parts)]
    return of_rows(COLUMNS, [_row(explain(each, session)) for each in sorted(tables, key=lambda each: each.name)])


def _row(found: Explained) -> tuple[Any, ...]:
    table, last, cost, coming = found.table, found.last, found.last_cost, found.next
    operators = [
        {"depth": each.depth, "operator": each.operator, "detail": each.detail, "followed": each.followed}
        for each in found.operators
    ]
    return (
        table.name.last,
        table.name.schema,
        table.name.database,
        str(table.name),
        table.resolved_refresh_mode,
        found.reason,
        json.dumps(operators),
        json.dumps(list(found.ways)),
        found.rows,
        json.dumps(dict(found.waiting)),
        coming.way if coming else None,
        coming.rows if coming else None,
        coming.milliseconds if coming else None,
        cost.way if cost else None,
        last.refresh_action if last else None,
        cost.rows if cost else None,
        cost.milliseconds if cost else None,
        last.data_timestamp if last else None,
    )


# --- the text --------------------------------------------------------------------------------------------------


def text(found: Explained) -> str:
    """The explanation as lines: mode, the refresh that comes, the one that was, and the operators as a tree."""
    table = found.table
    head = f"{table.name}  {table.resolved_refresh_mode}"
    lines = [head if found.reason is None else f"{head}: {found.reason}"]
    if found.next is None and found.ways:
        lines.append("next refresh  nothing to do: no source has changed")
    if found.next is not None:
        lines.append(f"next refresh  {_coming(found, found.next)}")
        lines.append(f"              {WAYS[found.next.way].format(keys=', '.join(found.keys) or 'no column')}")
    if found.last is not None and found.last_cost is not None:
        cost = found.last_cost
        took = "" if cost.milliseconds is None else f" in {cost.milliseconds:,} ms"
        lines.append(
            f"last refresh  {found.last.refresh_action} by {cost.way}: {_rows(cost.rows)} written{took}, data of "
            f"{found.last.data_timestamp:%Y-%m-%d %H:%M:%S} UTC"
        )
    if len(found.ways) > 1:
        lines.append(f"ways          {', '.join(found.ways)}")
    if found.operators:
        shown = [
            (f"{'  ' * each.depth}{each.operator} {each.detail}".rstrip(), each.followed) for each in found.operators
        ]
        width = max(len(left) for left, _ in shown)
        lines += ["", *(f"{left:<{width}}  <- {how}" for left, how in shown)]
    return "\n".join(lines)


def _coming(found: Explained, cost: Cost) -> str:
    waiting = sum(found.waiting.values())
    sources = ", ".join(f"{count:,} in {name}" for name, count in found.waiting.items())
    changes = f"{_rows(waiting)} changed" + (f" ({sources})" if len(found.waiting) > 1 else "")
    if found.since is not None:
        changes += f" and what time turned since {found.since:%Y-%m-%d %H:%M:%S} UTC,"
    took = "" if cost.milliseconds is None else f", {cost.milliseconds:,} ms as such refreshes took so far"
    return f"{changes} of {found.rows:,}; by {cost.way}: about {_rows(cost.rows)}{took}"


def _rows(count: int) -> str:
    return f"{count:,} row" if count == 1 else f"{count:,} rows"


def _system(session: Session, given: Sequence[Any]) -> tuple[Any, SnowflakeType]:
    from ecomsim.statements.system_functions import object_name

    table = manual.found(object_name(given[0]), session, if_exists=False)
    assert table is not None
    return text(explain(table, session)), TEXT


SYSTEM_FUNCTIONS: Mapping[str, Callable[[Session, Sequence[Any]], tuple[Any, SnowflakeType]]] = {
    "SYSTEM$ECOMSIM_EXPLAIN_DYNAMIC_TABLE": _system
}
FUNCTIONS: dict[str, Callable[[Arguments, Session], Result]] = {"ECOMSIM_DYNAMIC_TABLES": table_function}
