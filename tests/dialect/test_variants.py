"""VARIANT as stored text: what it keeps, how it is shown, and that no text from outside is taken for a mark."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ecomsim.client.cursor import SnowflakeCursor as Cursor
from ecomsim.values import variant
from ecomsim.values.variant import MARK


@pytest.mark.parametrize(
    ("given", "stored", "shown"),
    [
        ("1", "1", "1"),
        ("-17", "-17", "-17"),
        ("9" * 38, "9" * 38, "9" * 38),
        ("123.12", "123.12", "123.12"),
        ("1.10", "1.1", "1.1"),
        ("0.000001", "0.000001", "0.000001"),
        ("0.0000001", f'"{MARK}m0.0000001"', "0.0000001"),
        ("0.30000000000000004", "0.30000000000000004", "0.30000000000000004"),
        ("12345678901234567890.50", f'"{MARK}m12345678901234567890.5"', "12345678901234567890.5"),
        ("1.912e2", f'"{MARK}f191.2"', "1.912000000000000e+02"),
        ("1E3", f'"{MARK}f1000.0"', "1.000000000000000e+03"),
        ("1" + "0" * 40, f'"{MARK}f1e+40"', "1.000000000000000e+40"),
        (
            '{"b":1,"a":[1e0]}',
            f'{{"a":["{MARK}f1.0"],"b":1}}',
            '{\n  "a": [\n    1.000000000000000e+00\n  ],\n  "b": 1\n}',
        ),
        (f'"{MARK}d2024-01-01"', f'"{MARK}s{MARK}d2024-01-01"', f'"{MARK}d2024-01-01"'),
        ('"\\ufdd0u"', f'"{MARK}s{MARK}u"', f'"{MARK}u"'),
        ("{}", "{}", "{}"),
        ("[]", "[]", "[]"),
        ("[1,2,]", f'[1,2,"{MARK}u"]', "[\n  1,\n  2,\n  undefined\n]"),
        ('"a\\n\\"b\\""', '"a\\n\\"b\\""', '"a\\n\\"b\\""'),
    ],
)
def test_text_from_outside(given: str, stored: str, shown: str) -> None:
    assert variant.stored(given) == stored
    assert variant.pretty(stored) == shown


@pytest.mark.parametrize("text", ["1e3", "[1,2e5]", '{"a": 0.12345678901234567}', f'"{MARK}"', '"\\uFDD0"', "1" * 39])
def test_what_is_stored_with_care_is_found_by_the_pattern_that_duckdb_looks_for(text: str, cursor: Cursor) -> None:
    cursor.execute("SELECT PARSE_JSON(t) FROM (SELECT %s AS t UNION ALL SELECT NULL) WHERE t IS NOT NULL", (text,))
    assert cursor.fetchall() == [(variant.pretty(variant.stored(text)),)]


def test_values_of_handlers() -> None:
    value = {"n": 1, "x": 1.5, "y": 1e300, "d": Decimal("12345678901234567890.5"), "t": (True, None), "m": MARK}
    stored = variant.of_python(value, str)
    assert variant.value(stored) == {**value, "t": [True, None]}
    assert variant.of_python({"d": date(2024, 1, 2)}, str) == '{"d":"2024-01-02"}'


@pytest.mark.parametrize(
    "expression",
    [
        "TO_VARIANT('{0}')",
        "SPLIT('{0},b', ',')[0]",
        "STRTOK_TO_ARRAY('{0} b')[0]",
        "REGEXP_SUBSTR_ALL('{0}', '.+')[0]",
        "OBJECT_KEYS(OBJECT_CONSTRUCT('{0}', 1))[0]",
        "PARSE_JSON('[\"{0}\"]')[0]",
        "ARRAY_AGG('{0}')[0]",
        "PARSE_URL('http://a/b?x={0}'):parameters:x",
        "PARSE_XML('<a>{0}</a>'):\"$\"",
        "ARRAY_CONSTRUCT('{0}')[0]",
        "ARRAY_SORT(ARRAY_CONSTRUCT('{0}'))[0]",
    ],
)
def test_no_text_is_taken_for_a_mark(cursor: Cursor, expression: str) -> None:
    text = f"{MARK}d2024-01-01"
    written = expression.format(text)
    cursor.execute(f"SELECT TYPEOF({written}), {written}::VARCHAR, {written} = '{text}', TO_JSON({written})")
    assert cursor.fetchall() == [("VARCHAR", text, True, f'"{text}"')]


def test_a_value_taken_out_and_put_back_is_the_same(cursor: Cursor) -> None:
    """What a block keeps in a variable, and what RESULT_SCAN reads, still has its type."""
    cursor.execute("CREATE TABLE d.public.t AS SELECT '2024-01-02'::DATE::VARIANT AS v")
    cursor.execute("SELECT v FROM d.public.t")
    cursor.execute("SELECT TYPEOF(v) FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()))")
    assert cursor.fetchall() == [("DATE",)]
    cursor.execute(
        "EXECUTE IMMEDIATE $$ BEGIN LET x VARIANT := (SELECT v FROM d.public.t); "
        "INSERT INTO d.public.t SELECT :x; RETURN TYPEOF(x); END $$"
    )
    assert cursor.fetchall() == [("DATE",)]
    cursor.execute("SELECT v, COUNT(*) FROM d.public.t GROUP BY v")
    assert cursor.fetchall() == [('"2024-01-02"', 2)]
