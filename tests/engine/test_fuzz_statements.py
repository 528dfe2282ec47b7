"""Whatever the text, a statement answers or fails with a SnowflakeError, never with another exception or a crash.

What fails has a number, an SQLSTATE and Snowflake's words: none of DuckDB's, and not the 000603 of an internal error.
ECOMSIM_FUZZ is the number of texts of each kind; with it they are new ones at every run (`make fuzz`).

Texts: arbitrary characters, real statements cut off anywhere, and real statements with words taken out, doubled,
swapped or replaced by words of other statements.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecomsim.accounts.account import Account
from ecomsim.errors import SnowflakeError
from ecomsim.parity.cases import collect, read
from ecomsim.sessions.session import Session

CASES = Path(__file__).parent.parent / "parity"
SETUP = (
    "CREATE DATABASE fuzz",
    "CREATE TABLE t (id INT, v VARCHAR(10), ts TIMESTAMP_NTZ, j VARIANT)",
    "INSERT INTO t SELECT 1, 'a', '2026-01-01', PARSE_JSON('{\"a\": [1, 2]}')",
    "CREATE VIEW w AS SELECT id, v FROM t",
    "CREATE STREAM s ON TABLE t",
)
HARMFUL = (
    *("SYSTEM$WAIT", "GENERATOR", "RECURSIVE", "ECOMSIM_", "RANGE", "REPEAT", "SPACE", "PAD", "LOOP", "WHILE"),
    *("FILE:", "@", "STAGE", "LANGUAGE"),
)
"""What may rightly run for as long as it says, or reach files and programs outside the engine."""


def _statements() -> list[str]:
    """Every statement of the parity cases that is short and cannot run for long."""
    found = {step.sql for path in collect(CASES) for step in read(path).steps}
    return sorted(text for text in found if len(text) < 300 and not any(word in text.upper() for word in HARMFUL))


STATEMENTS = _statements()
WORDS = sorted({word for text in STATEMENTS for word in text.split() if len(word) < 20})
EXAMPLES = os.environ.get("ECOMSIM_FUZZ")
LIMITED = settings(
    max_examples=int(EXAMPLES or 150),
    deadline=None,
    derandomize=EXAMPLES is None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
FOREIGN = re.compile(
    r"duckdb|sqlglot|(Binder|Parser|Catalog|Conversion|Invalid Input|INTERNAL) Error|LINE 1:", re.IGNORECASE
)
"""Words of the parts underneath, which no message may show."""


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    account = Account.open(clock="virtual")
    opened = account.session()
    for text in SETUP:
        opened.execute(text)
    yield opened
    account.close()


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A statement after up to four changes of whole words."""
    words = draw(st.sampled_from(STATEMENTS)).split()
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, max(len(words) - 1, 0)))
        match draw(st.sampled_from(("drop", "double", "replace", "swap"))):
            case "drop":
                del words[place : place + 1]
            case "double":
                words[place:place] = words[place : place + 1]
            case "replace":
                words[place : place + 1] = [draw(st.sampled_from(WORDS))]
            case "swap":
                words[place : place + 2] = reversed(words[place : place + 2])
    return " ".join(words)


@st.composite
def truncated(draw: st.DrawFn) -> str:
    text = draw(st.sampled_from(STATEMENTS))
    return text[: draw(st.integers(0, len(text)))]


def check(text: str, session: Session) -> None:
    error = failure(text, session)
    if error is not None:
        assert error.errno not in (0, 603), f"{text!r}: {error}"
        assert re.fullmatch(r"[0-9A-Z]{5}", error.sqlstate), f"{text!r}: {error}"
        assert not FOREIGN.search(error.raw_msg.replace(text, "")), f"{text!r}: {error}"


def failure(text: str, session: Session) -> SnowflakeError | None:
    """How the statement failed; None when it did not."""
    try:
        session.execute(text)
    except SnowflakeError as error:
        return error
    return None


@LIMITED
@given(text=st.text(max_size=80))
def test_any_characters(text: str, session: Session) -> None:
    check(text, session)


@LIMITED
@given(text=st.binary(max_size=60).map(lambda data: data.decode("latin-1")))
def test_any_bytes(text: str, session: Session) -> None:
    check(text, session)


@LIMITED
@given(text=truncated())
def test_truncated_statements(text: str, session: Session) -> None:
    check(text, session)


@LIMITED
@given(text=mutated())
def test_mutated_statements(text: str, session: Session) -> None:
    check(text, session)
