"""The types of what blocks and calls answer, which parity cases do not show: spec/scripting.md 4.4, 8.2, 8.3, 8.5."""

from __future__ import annotations

import pytest

from ecomsim.sessions.session import Session

TYPES = {
    "RETURN 1.7777;": "NUMBER(5,4)",
    "RETURN 1 + 1;": "NUMBER(2,0)",
    "RETURN 1/3;": "NUMBER(7,6)",
    "RETURN (SELECT COUNT(*) FROM v);": "NUMBER(18,0)",
    "RETURN SQRT(4);": "FLOAT",
    "RETURN 'abc';": "VARCHAR(16777216)",
    "RETURN TO_BINARY('AB', 'HEX');": "BINARY(8388608)",
    "RETURN PARSE_JSON('1');": "VARIANT",
    "RETURN OBJECT_CONSTRUCT('a', 1);": "OBJECT",
    "RETURN [1];": "ARRAY",
    "RETURN TRUE;": "BOOLEAN",
    "RETURN;": "VARCHAR(16777216)",
    "LET x := 1;": "VARCHAR(16777216)",
    "LET x NUMBER(5,2) := 1.7777; RETURN x;": "NUMBER(5,2)",
    "LET x := 5.25; RETURN x;": "FLOAT",
    "FOR i IN 1 TO 2 DO RETURN i + 1; END FOR;": "NUMBER(10,0)",
    "FOR i IN 1 TO 2 DO RETURN i; END FOR;": "VARCHAR(16777216)",
}


@pytest.mark.parametrize("body", TYPES)
def test_block(body: str, session: Session) -> None:
    column = session.execute(f"BEGIN {body} END").columns[0]
    assert (column.name, str(column.type)) == ("anonymous block", TYPES[body])


def test_call_answers_the_type_that_returns_declares(session: Session) -> None:
    session.execute("CREATE PROCEDURE nothing() RETURNS NUMBER(5,2) AS BEGIN LET x := 1; END")
    session.execute("CREATE PROCEDURE variable() RETURNS NUMBER(10,2) AS BEGIN LET x INT := 5; RETURN x; END")
    session.execute("CREATE PROCEDURE formula() RETURNS NUMBER(10,2) AS BEGIN RETURN 1 + 1; END")
    found = {name: session.execute(f"CALL {name}()").columns[0] for name in ("nothing", "variable", "formula")}
    assert {name: (column.name, str(column.type)) for name, column in found.items()} == {
        "nothing": ("NOTHING", "NUMBER(5,2)"),
        "variable": ("VARIABLE", "NUMBER(10,2)"),
        "formula": ("FORMULA", "NUMBER(2,0)"),
    }
