"""Dates made of parts, moved between time zones, or found on a calendar.

Invariant: parts out of range roll over (month 14 is February of the next year); a zone given by name applies the offset
that zone had at that moment.
Source: Snowflake reference, "Date & time functions": construction, CONVERT_TIMEZONE, TIME_SLICE and
others.
"""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import convert
from ecomsim.dialect.functions.dates import FAMILY, instant, interval, temporal, trunc_template, wall, with_offset
from ecomsim.dialect.functions.kit import aliases, as_integer, as_text
from ecomsim.dialect.functions.model import Bound, Call, Function, integer, macro, string, to
from ecomsim.dialect.functions.template import sql
from ecomsim.values.types import DATE, number, time, timestamp_ltz, timestamp_ntz, timestamp_tz

_DATE = (
    "CAST(make_date(CAST(_0 AS INTEGER), 1, 1) + to_months(CAST(_1 - 1 AS INTEGER)) "
    "+ to_days(CAST(_2 - 1 AS INTEGER)) AS DATE)"
)
_CLOCK = "to_microseconds(CAST(_0 * 3600 + _1 * 60 + _2 AS BIGINT) * 1000000 + _3)"
_DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")


def _date_from_parts(call: Call) -> Bound:
    return Bound(sql(_DATE, *(as_integer(bound) for bound in call.all())), DATE)


def _clock(call: Call, first: int) -> exp.Expr:
    """The interval of hour, minute, second and (optional) nanosecond arguments starting at `first`."""
    parts = [as_integer(call.bound(index)) for index in range(first, min(first + 4, len(call.args)))]
    return sql(_CLOCK, *parts[:3], integer(0) if len(parts) == 3 else macro("sf_microseconds", parts[3]))


def _time_from_parts(call: Call) -> Bound:
    return Bound(sql("TIME '00:00:00' + _0", _clock(call, 0)), time())


def _timestamp_from_parts(call: Call) -> Bound:
    """TIMESTAMP[_NTZ|_LTZ|_TZ]_FROM_PARTS(y, m, d, h, mi, s [, ns [, zone]]) or (date, time)."""
    if len(call.args) == 2:
        date, clock = call.bound(0), call.bound(1)
        if date.type.name != "DATE":
            date = Bound(convert.implicit(date, DATE), DATE)
        if clock.type.name != "TIME":
            clock = Bound(convert.implicit(clock, time()), time())
        shown = sql("_0 + _1", date.tree, clock.tree)
    elif len(call.args) < 6:
        raise call.invalid_types()
    else:
        date_tree = sql(_DATE, *(as_integer(call.bound(index)) for index in range(3)))
        shown = sql("CAST(_0 AS TIMESTAMP) + _1", date_tree, _clock(call, 3))
    kind = _constructed(call)
    if kind == "NTZ":
        return Bound(shown, timestamp_ntz())
    zone = as_text(call.bound(7)) if call.has(7) else None
    if kind == "LTZ":
        return Bound(to(shown, "TIMESTAMPTZ"), timestamp_ltz())
    zoned = to(shown.copy(), "TIMESTAMPTZ") if zone is None else sql("timezone(_0, _1)", zone, shown.copy())
    return Bound(with_offset(sql("timezone('UTC', _0)", zoned), shown), timestamp_tz())


def _constructed(call: Call) -> str:
    for kind in ("NTZ", "LTZ", "TZ"):
        if f"_{kind}_" in call.name or call.name.startswith(f"TIMESTAMP{kind}"):
            return kind
    return "TZ" if call.has(7) else str(call.context.parameter("TIMESTAMP_TYPE_MAPPING")).removeprefix("TIMESTAMP_")


def _convert_timezone(call: Call) -> Bound:
    """CONVERT_TIMEZONE(source, target, ntz) is NTZ; CONVERT_TIMEZONE(target, timestamp) is TZ."""
    if len(call.args) == 3:
        source, target = as_text(call.bound(0)), as_text(call.bound(1))
        value = temporal(call, 2)
        if value.type.name in ("TIMESTAMP_LTZ", "TIMESTAMP_TZ", "TIME"):  # the first two know their time zone
            raise call.invalid_types()
        shown = to(wall(value), "TIMESTAMP") if value.type.name == "DATE" else wall(value)
        return Bound(sql("timezone(_1, timezone(_0, _2))", source, target, shown), timestamp_ntz())
    value = temporal(call, 1)
    if value.type.name == "TIME":
        raise call.invalid_types()
    moment = instant(value)
    shown = sql("timezone(_0, timezone('UTC', _1))", as_text(call.bound(0)), moment.copy())
    return Bound(with_offset(moment, shown), timestamp_tz())


def _time_slice(call: Call) -> Bound:
    """TIME_SLICE(x, length, part [, START|END]): slices counted from 1970-01-01; weeks begin at WEEK_START."""
    value, part = temporal(call, 0), call.date_part(2)
    length, edge = call.literal(1), str(call.literal(3)).upper() if call.has(3) else "START"
    if not isinstance(length, int) or length < 1 or edge not in ("START", "END"):
        raise errors.invalid_value("invalid slice length or edge for function TIME_SLICE")
    width = interval(part, integer(length))
    if width is None or value.type.name in ("TIME", "TIMESTAMP_TZ"):
        raise call.invalid_types()
    if value.type.name == "DATE" and part not in ("year", "quarter", "month", "week", "day"):
        raise call.invalid_types()
    shown = to(wall(value), "TIMESTAMP") if value.type.name == "DATE" else wall(value)
    origin = sql("TIMESTAMP '1970-01-01 00:00:00'")
    if part == "week":
        origin = sql(trunc_template(call, "week"), origin)
    sliced = sql("time_bucket(_0, _1, _2)", width, shown, origin)
    if edge == "END":
        sliced = sql("_0 + _1", sliced, width.copy())
    physical = {"DATE": "DATE", "TIMESTAMP_LTZ": "TIMESTAMPTZ"}.get(value.type.name)
    return Bound(to(sliced, physical) if physical else sliced, value.type)


def _weekday(call: Call) -> Bound:
    """NEXT_DAY and PREVIOUS_DAY(date, 'fri…'): strictly after, strictly before; two letters of the name decide."""
    value = temporal(call, 0)
    if value.type.name == "TIME":
        raise call.invalid_types()
    day = call.bound(1)
    if isinstance(day.constant, str):
        name = day.constant.strip().lower()[:2]
        if name not in _DAYS:
            raise errors.fail(100351, "22023", f"Invalid day of week '{day.constant}'")
        target: exp.Expr = integer(_DAYS.index(name) + 1)
    else:
        target = sql(
            "list_position(_1, left(lower(trim(_0)), 2))",
            as_text(day),
            exp.Array(expressions=[string(d) for d in _DAYS]),
        )
    if call.name == "NEXT_DAY":
        template = "CAST(_0 AS DATE) + CAST((_1 - isodow(_0) + 13) % 7 + 1 AS INTEGER)"
    else:
        template = "CAST(_0 AS DATE) - CAST((isodow(_0) - _1 + 13) % 7 + 1 AS INTEGER)"
    return Bound(sql(template, wall(value), target), DATE)


def _months_between(call: Call) -> Bound:
    """Whole when both are the same day of a month or both last days, else with a fraction over 31 days: six places."""
    sides = [temporal(call, index) for index in range(2)]
    if any(side.type.name == "TIME" for side in sides):
        raise call.invalid_types()
    left, right = (to(wall(side), "TIMESTAMP") for side in sides)
    tree = sql(
        "CAST(CAST((year(_0) - year(_1)) * 12 + month(_0) - month(_1) AS DOUBLE) + "
        "CASE WHEN day(_0) = day(_1) OR (CAST(_0 AS DATE) = last_day(_0) AND CAST(_1 AS DATE) = last_day(_1)) THEN 0 "
        "ELSE round((day(_0) - day(_1) + "
        "(epoch_us(CAST(_0 AS TIME)) - epoch_us(CAST(_1 AS TIME))) / 86400000000.0::DOUBLE) / 31, 6) END "
        "AS DECIMAL(38,6))",
        left,
        right,
    )
    return Bound(tree, number(38, 6))


def _rule(name: str, rule: Any, fewest: int, most: int) -> Function:
    return Function(name=name, rule=rule, min_args=fewest, max_args=most, family=FAMILY)


def _timestamps() -> tuple[Function, ...]:
    names = [f"TIMESTAMP{kind}_FROM_PARTS" for kind in ("", "_NTZ", "_LTZ", "_TZ")]
    names += [name.replace("_FROM_PARTS", "FROMPARTS").replace("TIMESTAMP_", "TIMESTAMP") for name in names]
    return tuple(_rule(name, _timestamp_from_parts, 2, 8) for name in names)


FUNCTIONS: tuple[Function, ...] = (
    *aliases(_rule("DATE_FROM_PARTS", _date_from_parts, 3, 3), "DATEFROMPARTS"),
    *aliases(_rule("TIME_FROM_PARTS", _time_from_parts, 3, 4), "TIMEFROMPARTS"),
    *_timestamps(),
    _rule("CONVERT_TIMEZONE", _convert_timezone, 2, 3),
    _rule("TIME_SLICE", _time_slice, 3, 4),
    _rule("NEXT_DAY", _weekday, 2, 2),
    _rule("PREVIOUS_DAY", _weekday, 2, 2),
    _rule("MONTHS_BETWEEN", _months_between, 2, 2),
)
