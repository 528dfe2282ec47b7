"""Date arithmetic: DATEADD, DATEDIFF, DATE_TRUNC, and the parts of a date.

Invariant: calendar parts are those of the wall clock the value shows: its own for DATE, TIME and NTZ, the session time
zone's for LTZ, the stored offset's for TZ. A DATE stays a DATE under parts of a day and more.
Source: spec/sql-semantics.md section 4; Snowflake reference, "Date & time functions", "Calendar weeks and weekdays".
"""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import convert
from ecomsim.dialect.functions.kit import aliases, as_integer
from ecomsim.dialect.functions.model import Bound, Call, Function, macro, to
from ecomsim.dialect.functions.template import sql
from ecomsim.values.types import INTEGER, SnowflakeType, number, timestamp_ntz, varchar

FAMILY = "Date & time"
DAY_PARTS = frozenset({"year", "quarter", "month", "week", "day"})
_MONTHS = {"year": 12, "quarter": 3, "month": 1}
_MICROSECONDS = {
    "hour": 3_600_000_000,
    "minute": 60_000_000,
    "second": 1_000_000,
    "millisecond": 1_000,
    "microsecond": 1,
}


# --- values ----------------------------------------------------------------------------------------------------


def temporal(call: Call, index: int) -> Bound:
    """Argument `index` as a DATE, TIME or TIMESTAMP: text, VARIANT and a bare NULL are read as TIMESTAMP_NTZ."""
    bound = call.bound(index)
    if bound.type.name in ("DATE", "TIME") or bound.type.is_timestamp:
        return bound
    if bound.type.is_text or bound.type.is_semi_structured or bound.is_null:
        return Bound(convert.implicit(bound, timestamp_ntz()), timestamp_ntz())
    raise call.invalid_types()


def wall(bound: Bound) -> exp.Expr:
    """What the clock on the wall shows: DATE, TIME or TIMESTAMP in DuckDB."""
    if bound.type.name == "TIMESTAMP_LTZ":
        return to(bound.tree, "TIMESTAMP")
    if bound.type.name == "TIMESTAMP_TZ":
        # the casts name the types of the fields of a constant NULL, which DuckDB forgets
        return sql(
            "CAST(struct_extract(_0, 'instant') AS TIMESTAMP) + "
            "to_minutes(CAST(struct_extract(_0, 'offset_minutes') AS BIGINT))",
            bound.tree,
        )
    return bound.tree


def instant(bound: Bound) -> exp.Expr:
    """The moment as a DuckDB TIMESTAMP in UTC; NTZ and DATE are taken as the session's wall clock."""
    if bound.type.name == "TIMESTAMP_TZ":
        return sql("struct_extract(_0, 'instant')", bound.tree)
    if bound.type.name == "TIMESTAMP_LTZ":
        return sql("timezone('UTC', _0)", bound.tree)
    return sql("timezone('UTC', CAST(CAST(_0 AS TIMESTAMP) AS TIMESTAMPTZ))", bound.tree)


def with_offset(moment: exp.Expr, shown: exp.Expr) -> exp.Expr:
    """The TIMESTAMP_TZ of a UTC TIMESTAMP and of what the wall clock shows at it."""
    return sql(
        "CASE WHEN _0 IS NOT NULL THEN "
        "{'instant': _0, 'offset_minutes': CAST(date_diff('minute', _0, _1) AS SMALLINT)} END",
        moment,
        shown,
    )


def _rewall(bound: Bound, template: str, *arguments: exp.Expr) -> exp.Expr:
    """Apply `template` (its `_0` is a TIMESTAMP) to the wall clock of a TIMESTAMP_TZ, keeping its offset."""
    changed = sql(template, wall(bound), *arguments)
    return sql(
        "CASE WHEN _0 IS NOT NULL THEN "
        "{'instant': _1 - to_minutes(CAST(struct_extract(_0, 'offset_minutes') AS BIGINT)), "
        "'offset_minutes': CAST(struct_extract(_0, 'offset_minutes') AS SMALLINT)} END",
        bound.tree.copy(),
        changed,
    )


def _invalid_part(call: Call, part: str) -> errors.SnowflakeError:
    return errors.compilation(
        2018, "22023", f"'{part.upper()}' is not a valid date/time component for function {call.name}."
    )


def week_start(call: Call) -> int:
    """1 = Monday … 7 = Sunday; the parameter's 0 means Monday."""
    return int(call.context.parameter("WEEK_START") or 0) or 1


# --- DATEADD ---------------------------------------------------------------------------------------------------


def interval(part: str, amount: exp.Expr) -> exp.Expr | None:
    """The DuckDB interval of `amount` (BIGINT) parts; None for a part that is no unit of time."""
    if part in _MONTHS:
        return sql(f"to_months(CAST(_0 * {_MONTHS[part]} AS INTEGER))", amount)
    if part in ("week", "day"):
        return sql(f"to_days(CAST(_0 * {7 if part == 'week' else 1} AS INTEGER))", amount)
    if part in _MICROSECONDS:
        return sql(f"to_microseconds(_0 * CAST({_MICROSECONDS[part]} AS BIGINT))", amount)
    if part == "nanosecond":
        return sql("to_microseconds(_0)", macro("sf_microseconds", amount))
    return None


def _add(call: Call) -> Bound:
    part = call.date_part(0)
    return add(call, part, as_integer(call.bound(1)), temporal(call, 2))


def add(call: Call, part: str, amount: exp.Expr, value: Bound) -> Bound:
    """`value` plus `amount` (a DuckDB BIGINT) parts. Months clamp to the last day."""
    step = interval(part, amount)
    if step is None:
        raise _invalid_part(call, part)
    kind = value.type
    if kind.name == "TIME":
        if part in DAY_PARTS:
            raise _invalid_part(call, part)
        return Bound(sql("_0 + _1", value.tree, step), kind)
    if kind.name == "DATE":
        if part in ("day", "week"):
            days = amount if part == "day" else sql("_0 * 7", amount)
            return Bound(sql("_0 + CAST(_1 AS INTEGER)", value.tree, days), kind)
        if part in DAY_PARTS:
            return Bound(sql("CAST(_0 + _1 AS DATE)", value.tree, step), kind)
        return Bound(sql("CAST(_0 AS TIMESTAMP) + _1", value.tree, step), timestamp_ntz())
    kind = kind if part in DAY_PARTS or part in ("hour", "minute", "second") else SnowflakeType(kind.name, scale=9)
    if kind.name == "TIMESTAMP_TZ":
        return Bound(_rewall(value, "_0 + _1", step), kind)
    return Bound(sql("_0 + _1", value.tree, step), kind)


def _add_months(call: Call) -> Bound:
    """ADD_MONTHS: a last day stays a last day."""
    value = temporal(call, 0)
    months = sql("to_months(CAST(_0 AS INTEGER))", as_integer(call.bound(1)))
    if value.type.name == "DATE":
        template = "CASE WHEN _0 = last_day(_0) THEN last_day(_0 + _1) ELSE CAST(_0 + _1 AS DATE) END"
        return Bound(sql(template, value.tree, months), value.type)
    if value.type.name == "TIME":
        raise call.invalid_types()
    template = (
        "CASE WHEN CAST(_0 AS DATE) = last_day(_0) "
        "THEN CAST(last_day(_0 + _1) AS TIMESTAMP) + (_0 - date_trunc('day', _0)) ELSE _0 + _1 END"
    )
    if value.type.name == "TIMESTAMP_TZ":
        return Bound(_rewall(value, template, months), value.type)
    shown = sql(template, wall(value), months)
    return Bound(to(shown, "TIMESTAMPTZ") if value.type.name == "TIMESTAMP_LTZ" else shown, value.type)


# --- DATEDIFF --------------------------------------------------------------------------------------------------


def _difference(call: Call) -> Bound:
    """Boundaries of `part` crossed between two moments; smaller parts are ignored.

    The result is NUMBER(9,0) as in Snowflake for parts of an hour and more, NUMBER(18,0) below: seconds of a
    century do not fit nine digits.
    """
    part = call.date_part(0)
    if part not in DAY_PARTS and part not in _MICROSECONDS and part != "nanosecond":
        raise _invalid_part(call, part)
    return difference(call, part, temporal(call, 1), temporal(call, 2))


def difference(call: Call, part: str, start: Bound, end: Bound) -> Bound:
    """end - start in `part`."""
    times = {start.type.name, end.type.name}
    if "TIME" in times and (len(times) > 1 or part in DAY_PARTS):
        raise call.invalid_types()
    if times == {"TIMESTAMP_LTZ"}:
        left, right = start.tree, end.tree
    elif part not in DAY_PARTS and "TIMESTAMP_TZ" in times:
        left, right = instant(start), instant(end)
    else:
        left, right = wall(start), wall(end)
    unit, factor = ("microsecond", 1000) if part == "nanosecond" else (part, 1)
    if part == "week":  # DuckDB counts whole weeks, Snowflake the Mondays between
        left, right = (sql(trunc_template(call, "week"), side) for side in (left, right))
    tree = sql(f"date_diff('{unit}', _0, _1)" + (f" * {factor}" if factor > 1 else ""), left, right)
    kind = number(9, 0) if part in DAY_PARTS or part == "hour" else number(18, 0)
    return Bound(tree, kind, physical="BIGINT")


# --- DATE_TRUNC, LAST_DAY --------------------------------------------------------------------------------------


def _date_trunc(call: Call) -> Bound:
    return truncate(call, 1, call.date_part(0))


def truncate(call: Call, index: int, part: str) -> Bound:
    """Argument `index` at the start of its `part`; the type does not change."""
    value = temporal(call, index)
    if part not in DAY_PARTS and part not in _MICROSECONDS and part != "nanosecond":
        raise _invalid_part(call, part)
    if value.type.name == "TIME":
        if part in DAY_PARTS:
            raise _invalid_part(call, part)
        unit = "microsecond" if part == "nanosecond" else part
        return Bound(sql(f"CAST(date_trunc('{unit}', DATE '1970-01-01' + _0) AS TIME)", value.tree), value.type)
    if part in ("nanosecond", "microsecond") or (
        value.type.name == "DATE" and (part not in DAY_PARTS or part == "day")
    ):
        return Bound(value.tree, value.type)
    template = trunc_template(call, part)
    if value.type.name == "TIMESTAMP_TZ":
        return Bound(_rewall(value, template), value.type)
    tree = sql(template, value.tree)
    return Bound(to(tree, "DATE") if value.type.name == "DATE" else tree, value.type)


def trunc_template(call: Call, part: str) -> str:
    """The start of a part of `_0`; weeks begin where WEEK_START says."""
    if part == "week" and (shift := week_start(call) - 1):
        return f"date_trunc('week', _0 - to_days({shift})) + to_days({shift})"
    return f"date_trunc('{part}', _0)"


def _last_day(call: Call) -> Bound:
    """LAST_DAY(date [, part]): always a DATE."""
    part = call.date_part(1) if call.has(1) else "month"
    if part not in ("year", "quarter", "month", "week"):
        raise _invalid_part(call, part)
    value = temporal(call, 0)
    if value.type.name == "TIME":
        raise call.invalid_types()
    if part == "month":
        return Bound(sql("last_day(_0)", wall(value)), SnowflakeType("DATE"))
    length = {"year": "to_months(12)", "quarter": "to_months(3)", "week": "to_days(7)"}[part]
    tree = sql(f"CAST({trunc_template(call, part)} + {length} - to_days(1) AS DATE)", wall(value))
    return Bound(tree, SnowflakeType("DATE"))


# --- parts -----------------------------------------------------------------------------------------------------

_MOMENT = "epoch_us(_0)"
_PARTS: dict[str, tuple[str, SnowflakeType]] = {
    "year": ("year(_0)", number(4, 0)),
    "quarter": ("quarter(_0)", number(1, 0)),
    "month": ("month(_0)", number(2, 0)),
    "day": ("day(_0)", number(2, 0)),
    "dayofyear": ("dayofyear(_0)", number(3, 0)),
    "dayofweekiso": ("isodow(_0)", number(1, 0)),
    "weekiso": ("weekofyear(_0)", number(2, 0)),
    "yearofweekiso": ("isoyear(_0)", number(4, 0)),
    "hour": ("hour(_0)", number(2, 0)),
    "minute": ("minute(_0)", number(2, 0)),
    "second": ("second(_0)", number(2, 0)),
    "millisecond": ("microsecond(_0) % 1000000 // 1000", number(3, 0)),
    "microsecond": ("microsecond(_0) % 1000000", number(6, 0)),
    "nanosecond": ("microsecond(_0) % 1000000 * 1000", number(9, 0)),
    "decade": ("decade(_0)", number(4, 0)),
    "century": ("century(_0)", number(4, 0)),
    "millennium": ("millennium(_0)", number(4, 0)),
}
_EPOCHS = {
    # floor division: the second before 1970 is -1, not 0
    "epoch_second": f"({_MOMENT} - (({_MOMENT} % 1000000) + 1000000) % 1000000) // 1000000",
    "epoch_millisecond": f"({_MOMENT} - (({_MOMENT} % 1000) + 1000) % 1000) // 1000",
    "epoch_microsecond": _MOMENT,
    "epoch_nanosecond": f"CAST({_MOMENT} AS HUGEINT) * 1000",
}
_TIME_PARTS = frozenset({"hour", "minute", "second", "millisecond", "microsecond", "nanosecond"})


def _date_part(call: Call) -> Bound:
    """DATE_PART(part, x) and EXTRACT(part FROM x)."""
    return extract(call, call.date_part(0), 1)


def extract(call: Call, part: str, index: int) -> Bound:
    """One part of argument `index` as a number."""
    value = temporal(call, index)
    if value.type.name == "TIME" and part not in _TIME_PARTS:
        raise _invalid_part(call, part)
    if part in _EPOCHS:
        if value.type.name == "TIMESTAMP_TZ":
            moment = instant(value)
        else:
            moment = to(value.tree, "TIMESTAMP") if value.type.name == "DATE" else value.tree
        physical = "HUGEINT" if part == "epoch_nanosecond" else "BIGINT"
        return Bound(sql(_EPOCHS[part], moment), INTEGER, physical=physical)
    if part.startswith("timezone_"):
        return _offset_part(call, part, value)
    shown = wall(value)
    if value.type.name == "DATE" and part in _TIME_PARTS:
        shown = to(shown, "TIMESTAMP")
    template, kind = _calendar(call, part)
    return Bound(sql(template, shown), kind, physical="BIGINT")


def _calendar(call: Call, part: str) -> tuple[str, SnowflakeType]:
    """The template of a part that may depend on WEEK_START and WEEK_OF_YEAR_POLICY."""
    start = int(call.context.parameter("WEEK_START") or 0)
    if part == "dayofweek":
        return ("dayofweek(_0)" if not start else f"(isodow(_0) - {start} + 7) % 7 + 1"), number(1, 0)
    if part in ("week", "yearofweek"):
        if int(call.context.parameter("WEEK_OF_YEAR_POLICY") or 0):
            first = f"(isodow(date_trunc('year', _0)) - {start or 1} + 7) % 7"
            week = f"(dayofyear(_0) - 1 + {first}) // 7 + 1"
            return (week, number(2, 0)) if part == "week" else _PARTS["year"]
        if start > 1:  # the year and week of the fourth day of the week
            middle = f"({trunc_template(call, 'week')} + to_days(3))"
            if part == "yearofweek":
                return f"year({middle})", number(4, 0)
            return f"(dayofyear({middle}) - 1) // 7 + 1", number(2, 0)
        return _PARTS["weekiso" if part == "week" else "yearofweekiso"]
    if part not in _PARTS:
        raise _invalid_part(call, part)
    return _PARTS[part]


def _offset_part(call: Call, part: str, value: Bound) -> Bound:
    if value.type.name == "TIMESTAMP_TZ":
        minutes = sql("CAST(struct_extract(_0, 'offset_minutes') AS BIGINT)", value.tree)
    elif value.type.name == "TIMESTAMP_LTZ":
        minutes = sql("date_diff('minute', timezone('UTC', _0), CAST(_0 AS TIMESTAMP))", value.tree)
    else:
        raise _invalid_part(call, part)
    template = "CAST(trunc(_0 / 60) AS BIGINT)" if part == "timezone_hour" else "_0 % 60"
    return Bound(sql(template, minutes), number(2, 0), physical="BIGINT")


def _part_function(name: str, part: str) -> Function:
    def rule(call: Call) -> Bound:
        return extract(call, part, 0)

    return Function(name=name, rule=rule, min_args=1, max_args=1, family=FAMILY)


def _name_function(name: str, template: str) -> Function:
    def rule(call: Call) -> Bound:
        value = temporal(call, 0)
        if value.type.name == "TIME":
            raise call.invalid_types()
        return Bound(sql(template, wall(value)), varchar(3))

    return Function(name=name, rule=rule, min_args=1, max_args=1, family=FAMILY)


def _rule(name: str, rule: Any, fewest: int, most: int) -> Function:
    return Function(name=name, rule=rule, min_args=fewest, max_args=most, family=FAMILY)


FUNCTIONS: tuple[Function, ...] = (
    *aliases(_rule("DATEADD", _add, 3, 3), "TIMEADD", "TIMESTAMPADD"),
    *aliases(_rule("DATEDIFF", _difference, 3, 3), "TIMEDIFF", "TIMESTAMPDIFF"),
    _rule("ADD_MONTHS", _add_months, 2, 2),
    _rule("DATE_TRUNC", _date_trunc, 2, 2),
    _rule("LAST_DAY", _last_day, 1, 2),
    *aliases(_rule("DATE_PART", _date_part, 2, 2), "EXTRACT"),
    _part_function("YEAR", "year"),
    _part_function("YEAROFWEEK", "yearofweek"),
    _part_function("YEAROFWEEKISO", "yearofweekiso"),
    _part_function("QUARTER", "quarter"),
    _part_function("MONTH", "month"),
    *aliases(_part_function("WEEK", "week"), "WEEKOFYEAR"),
    _part_function("WEEKISO", "weekiso"),
    *aliases(_part_function("DAY", "day"), "DAYOFMONTH"),
    _part_function("DAYOFWEEK", "dayofweek"),
    _part_function("DAYOFWEEKISO", "dayofweekiso"),
    _part_function("DAYOFYEAR", "dayofyear"),
    _part_function("HOUR", "hour"),
    _part_function("MINUTE", "minute"),
    _part_function("SECOND", "second"),
    _name_function("DAYNAME", "left(dayname(_0), 3)"),
    _name_function("MONTHNAME", "left(monthname(_0), 3)"),
)
