"""Time travel: from AT | BEFORE (…) to a version of a table.

A constant point is a placeholder in the query, its version looked up at each run, so that the plan can be kept.
Source: spec/streams.md section 7.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.errors import SnowflakeError
from ecomsim.sqltext.nodes import TimePoint
from ecomsim.sqltext.parse import parse_expression
from ecomsim.storage.retention import retention_days
from ecomsim.values.types import TEXT, timestamp_ntz

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractContextManager

    from ecomsim.catalog.objects import DynamicTable, Table
    from ecomsim.dialect.context import BoundRelation, Changes, Udf
    from ecomsim.names import ObjectName
    from ecomsim.sessions.session import Session
    from ecomsim.statements.resolver import SessionResolver
    from ecomsim.values.types import SnowflakeType

_CONSTANT = (
    exp.Literal, exp.Neg, exp.Paren, exp.Cast, exp.DataType, exp.DataTypeParam, exp.Add, exp.Sub, exp.Mul, exp.Div,
)  # fmt: skip
_ISO = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d{1,6})?")

NOW = "now"
"""The code of the latest version."""


def code(point: TimePoint) -> str | None:
    """A constant point, or a bind, as part of a placeholder's name; None for any other point."""
    value = point.value
    if isinstance(value, exp.Placeholder):
        text = f"?{value.meta.get('bind') or value.name}"
    elif point.kind != "STREAM" and all(isinstance(node, _CONSTANT) for node in value.walk()):
        text = value.sql("snowflake")
    else:
        return None
    return "|".join(("before" if point.before else "at", point.kind, text)).encode().hex()


def coded_version(table: Table | DynamicTable, text: str, session: Session) -> int:
    """The version of `table` that a code stands for now; raises as `version_at`."""
    if text == NOW:
        return session.account.timelines.number(table.id)
    return version_at(table, _point(text), session)


@lru_cache(maxsize=1000)
def _point(text: str) -> TimePoint:
    which, kind, value = bytes.fromhex(text).decode().split("|", 2)
    tree = exp.Placeholder(this=value[1:]) if value.startswith("?") else parse_expression(value)
    return TimePoint(before=which == "before", kind=kind, value=tree)


def version_at(table: Table | DynamicTable, point: TimePoint, session: Session) -> int:
    """The version of `table` that `point` names.

    Raises 000707 before the table's creation or beyond its retention, 000709 for an unknown statement.
    """
    instant, inclusive = moment(point, session)
    return version_at_moment(table, instant, inclusive, session)


def version_at_moment(table: Table | DynamicTable, instant: datetime, inclusive: bool, session: Session) -> int:
    """The version current at `instant`; history beyond the retention is refused whether or not it was pruned yet."""
    timelines = session.account.timelines
    if instant < session.now - timedelta(days=retention_days(table, session.catalog)):
        raise not_available(table)
    found = timelines.at_time(table.id, instant) if inclusive else timelines.before_time(table.id, instant)
    if found is None:
        raise not_available(table)
    return found.number


def moment(point: TimePoint, session: Session) -> tuple[datetime, bool]:
    """(instant, whether changes committed at that very instant count). UTC."""
    value, kind = _known(point.value, session) or session.evaluate(point.value)
    match point.kind:
        case "TIMESTAMP":
            if value is None:
                raise errors.compilation(2093, "22023", "Invalid data type [null] in AT(TIMESTAMP => null)")
            return as_instant(value, kind), not point.before
        case "OFFSET":
            if value is None or value > 0:
                shown = "null" if value is None else value
                raise errors.compilation(2093, "22023", f"Invalid data type [{shown}] in AT(OFFSET => {shown})")
            return session.now + timedelta(seconds=float(value)), not point.before
        case "STATEMENT":
            known = session.account.history.find(str(value))
            if known is None:
                raise errors.fail(709, "02000", f"Statement {value} not found")
            started, ended = known
            return (started, False) if point.before else (ended, True)
    if point.kind == "STREAM":
        raise errors.compilation(
            2093, "22023", "AT(STREAM => …) is only supported in CREATE STREAM and in the CHANGES clause."
        )
    raise errors.unsupported(f"AT({point.kind} => …) in a query")


def _known(value: exp.Expr, session: Session) -> tuple[Any, SnowflakeType] | None:
    """A bind, a text, or a text cast to TIMESTAMP_NTZ: read without asking DuckDB."""
    if isinstance(value, exp.Placeholder):
        return session.binds.get(str(value.meta.get("bind") or value.name))
    if isinstance(value, exp.Literal) and value.is_string:
        return value.this, TEXT
    if not isinstance(value, exp.Cast) or not isinstance(value.this, exp.Literal) or not value.this.is_string:
        return None
    if value.to.this != exp.DType.TIMESTAMPNTZ or value.to.expressions:
        return None
    return (datetime.fromisoformat(value.name), timestamp_ntz()) if _ISO.fullmatch(value.name) else None


def as_instant(value: Any, kind: SnowflakeType) -> datetime:
    """A point in time from the timestamp, date or text of AT(TIMESTAMP => …)."""
    if not isinstance(value, str | date):
        raise errors.compilation(2093, "22023", f"Invalid data type [{kind}] in AT(TIMESTAMP => {value})")
    return instant(value)


def instant(value: str | date) -> datetime:
    """A point in time; text and values without a zone are read as UTC. Raises 100035 for text that is none."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError as cause:
            raise errors.fail(100035, "22007", f"Timestamp '{value}' is not recognized") from cause
    if not isinstance(value, datetime):
        value = datetime.combine(value, time())
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def not_available(table: Table | DynamicTable) -> SnowflakeError:
    return errors.fail(
        707,
        "02000",
        f"Time travel data is not available for table {table.name.last}. The requested time is either beyond the "
        "allowed time travel period or before the object creation time.",
    )


class ViewAt:
    """A resolver that applies one time point to every table beneath a view."""

    def __init__(self, inner: SessionResolver, point: TimePoint) -> None:
        self._inner, self._point = inner, point

    def relation(
        self, name: ObjectName, *, at: TimePoint | None = None, changes: Changes | None = None
    ) -> BoundRelation:
        return self._inner.relation(name, at=at or self._point, changes=changes)

    def sequence(self, name: ObjectName) -> str:
        return self._inner.sequence(name)

    def table_function(self, name: ObjectName, arguments: Mapping[str | int, Any]) -> BoundRelation:
        return self._inner.table_function(name, arguments)

    def function(self, name: ObjectName, types: Sequence[SnowflakeType], keys: Sequence[str | None] = ()) -> Udf | None:
        return self._inner.function(name, types, keys)

    def acting(self, udf: Udf) -> AbstractContextManager[None]:
        return self._inner.acting(udf)

    def is_table_function(self, name: ObjectName) -> bool:
        return self._inner.is_table_function(name)

    def stage(self, reference: str, form: str | None, pattern: str | None, query: exp.Expr) -> BoundRelation:
        return self._inner.stage(reference, form, pattern, query)

    def directory(self, reference: str) -> BoundRelation:
        return self._inner.directory(reference)

    def evaluate(self, node: exp.Expr) -> Any:
        return self._inner.evaluate(node)

    def first_column(self, query: exp.Expr) -> list[Any]:
        return self._inner.first_column(query)

    def system_function(self, name: str, arguments: Sequence[Any]) -> tuple[Any, SnowflakeType]:
        return self._inner.system_function(name, arguments)
