"""Snowflake's date and time format models, as DuckDB's strftime and strptime formats.

Invariant: a format is a list of pieces, each an element (upper-case, as documented) or literal text; elements are read
in any case, the longest first. Pure: text in, pieces or trees out.
Source: spec/sql-semantics.md section 2; Snowflake documentation, "Date and time input and output formats".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect.functions.model import macro, string
from ecomsim.dialect.functions.template import sql


@dataclass(frozen=True, slots=True)
class Piece:
    """An element of a format, or (element None) the literal text between elements."""

    element: str | None
    text: str = ""


_ELEMENT = re.compile(
    r'"([^"]*)"|(YYYY|UUUU|YY|MMMM|MON|MM|DD|DY|HH24|H24|HH12|H12|HH|AM|PM|MI|ME|SS|FF[0-9]?|TZHTZM|TZH|TZM)',
    re.IGNORECASE,
)
_ALIASES = {"UUUU": "YYYY", "H24": "HH24", "HH": "HH24", "H12": "HH12", "PM": "AM", "FF": "FF9", "ME": "MI"}


@lru_cache(maxsize=512)
def pieces(text: str) -> tuple[Piece, ...]:
    """The elements and literals of a format model, in order."""
    found: list[Piece] = []
    end = 0
    for match in _ELEMENT.finditer(text):
        if match.start() > end:
            found.append(Piece(None, text[end : match.start()]))
        if match.group(2) is None:
            found.append(Piece(None, match.group(1)))
        else:
            name = match.group(2).upper()
            names = ("TZH", "TZM") if name == "TZHTZM" else (name,)
            found += [Piece(_ALIASES.get(one, one), match.group(2)) for one in names]
        end = match.end()
    if end < len(text):
        found.append(Piece(None, text[end:]))
    return tuple(found)


_OUTPUT = {
    "YYYY": "%Y",
    "YY": "%y",
    "MMMM": "%B",
    "MON": "%b",
    "MM": "%m",
    "DD": "%d",
    "DY": "%a",
    "HH24": "%H",
    "HH12": "%I",
    "AM": "%p",
    "MI": "%M",
    "SS": "%S",
    "FF0": "",
    "FF3": "%g",
    "FF6": "%f",
    "FF7": "%f0",
    "FF8": "%f00",
    "FF9": "%f000",
}
_INPUT = {**{key: code for key, code in _OUTPUT.items() if not key.startswith("FF")}, "FF": "%f"}


def rendered(shown: exp.Expr, offset: exp.Expr | None, text: str) -> exp.Expr:
    """VARCHAR: the TIMESTAMP `shown` in the format `text`; `offset`: its minutes east of UTC, None is +0000."""
    codes = ""
    parts: list[exp.Expr] = []

    def flush() -> None:
        nonlocal codes
        if codes:
            parts.append(sql("strftime(_0, _1)", shown.copy(), string(codes)))
            codes = ""

    for piece in pieces(text):
        if piece.element is None:
            codes += piece.text.replace("%", "%%")
        elif piece.element in _OUTPUT:
            codes += _OUTPUT[piece.element]
        elif piece.element.startswith("FF"):
            flush()
            parts.append(sql(f"left(strftime(_0, '%f'), {piece.element[2:]})", shown.copy()))
        elif offset is None:
            codes += "+00" if piece.element == "TZH" else "00"
        else:
            flush()
            sign = "CASE WHEN _0 < 0 THEN '-' ELSE '+' END || "
            digits = "lpad(CAST(abs(_0) {} 60 AS VARCHAR), 2, '0')"
            template = sign + digits.format("//") if piece.element == "TZH" else digits.format("%")
            parts.append(sql(template, offset.copy()))
    flush()
    if not parts:
        return sql("CASE WHEN _0 IS NOT NULL THEN '' END", shown.copy())
    tree = parts[0]
    for part in parts[1:]:
        tree = sql("_0 || _1", tree, part)
    return tree


def has_date(text: str) -> bool:
    """Whether a format names any part of a date."""
    return any(piece.element in ("YYYY", "YY", "MMMM", "MON", "MM", "DD") for piece in pieces(text))


def has_offset(text: str) -> bool:
    """Whether a format names a time zone offset."""
    return any(piece.element == "TZH" for piece in pieces(text))


_OFFSET_AT_END = r"\s*(Z|[+-]\d{1,2}(:?\d{2})?)$"


def parsed(source: exp.Expr, text: str) -> exp.Expr:
    """TIMESTAMP: the VARCHAR `source` read by the format `text`, NULL when it does not fit.

    A time without a date is of 1970-01-01. The offset, which must come last, is left out: see offset_of().
    """
    found = list(pieces(text))
    if has_offset(text):
        while found and found[-1].element in ("TZH", "TZM", None):
            found.pop()
        if any(piece.element in ("TZH", "TZM") for piece in found):
            raise errors.unsupported(f"time zone in the middle of the format '{text}'")
        source = sql("regexp_replace(_0, _1, '')", source, string(_OFFSET_AT_END))
    codes = ""
    for piece in found:
        element = piece.element
        if element is None:
            codes += piece.text.replace("%", "%%")
        else:
            codes += _INPUT["FF"] if element.startswith("FF") else _INPUT[element]
    if not has_date(text):  # strptime's own default is 1900
        codes, source = "%Y-%m-%d " + codes, sql("'1970-01-01 ' || _0", source)
    if ".%f" in codes:  # %f reads six digits, and the fraction may be missing altogether
        source = sql(r"regexp_replace(_0, '(\.\d{6})0+', '\1')", macro("sf_microseconds_text", source))
        return sql("try_strptime(_0, _1)", source, _by_month_name(codes, codes.replace(".%f", "")))
    if "%f" in codes:  # digits without a point: all nine may be there
        codes = codes.replace("%f", "%n")
        nanoseconds = sql("epoch_ns(try_strptime(_0, _1))", source, _by_month_name(codes))
        return sql("make_timestamp(_0)", macro("sf_microseconds", nanoseconds))
    return sql("try_strptime(_0, _1)", source, _by_month_name(codes))


def _by_month_name(*codes: str) -> exp.Expr:
    """VARCHAR or VARCHAR[]: strptime's formats; MON reads the whole name of a month as well as its first letters."""
    found = [*codes, *(code.replace("%b", "%B") for code in codes if "%b" in code)]
    trees: list[exp.Expr] = [string(code) for code in found]
    return trees[0] if len(trees) == 1 else exp.Array(expressions=trees)


def offset_of(source: exp.Expr) -> exp.Expr:
    """BIGINT: minutes east of UTC at the end of the VARCHAR `source`; 0 for Z, NULL when it names none."""
    return sql(
        "CASE WHEN _0 LIKE '%Z' THEN 0 WHEN regexp_matches(_0, _1) THEN "
        "(CASE WHEN regexp_extract(_0, '([+-])[0-9:]+$', 1) = '-' THEN -1 ELSE 1 END) * "
        "(60 * CAST(regexp_extract(_0, '[+-]([0-9]{1,2})(:?[0-9]{2})?$', 1) AS BIGINT) + "
        "coalesce(TRY_CAST(regexp_extract(_0, '[+-][0-9]{1,2}:?([0-9]{2})$', 1) AS BIGINT), 0)) END",
        source,
        string(_OFFSET_AT_END),
    )
