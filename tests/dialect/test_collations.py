"""Text with a collation is compared by it or refused, never compared as plain text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ecomsim.accounts.account import Account
from ecomsim.dialect import collations
from ecomsim.errors import SnowflakeError
from ecomsim.sessions.session import Session
from tests.asking import fails, rows


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    account = Account.open(clock="virtual")
    opened = account.session()
    for text in (
        "CREATE DATABASE d",
        "CREATE TABLE t (a VARCHAR COLLATE 'en-ci', u VARCHAR COLLATE 'upper', n INT)",
        "INSERT INTO t VALUES ('b', 'b', 1), ('B', 'B', 2), ('a', 'a', 3)",
        "CREATE FUNCTION f(x VARCHAR) RETURNS VARCHAR AS 'x'",
    ):
        opened.execute(text)
    yield opened
    account.close()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT CONTAINS(COLLATE(a, 'en-ci-trim'), 'b') FROM t",
        "SELECT a ILIKE 'b' FROM t",
        "SELECT NULLIF(a, 'B') FROM t",
        "SELECT DECODE(a, 'B', 1) FROM t",
        "SELECT GREATEST(a, u) FROM t",
        "SELECT REPLACE(a, 'B') FROM t",
        "SELECT TRIM(a, 'B') FROM t",
        "SELECT EQUAL_NULL(a, 'B') FROM t",
        "SELECT ARRAY_AGG(DISTINCT a) FROM t",
        "SELECT LISTAGG(DISTINCT a) FROM t",
        "SELECT APPROX_COUNT_DISTINCT(a) FROM t",
        "SELECT MODE(a) FROM t",
        "SELECT HASH(a) FROM t",
        "SELECT a::VARIANT = a FROM t",
        "SELECT f(a) FROM t",
        "SELECT a::VARCHAR(3) FROM t",
        "SELECT * FROM t PIVOT (COUNT(n) FOR u IN ('b'))",
        "SELECT a = u FROM t",
        "SELECT COALESCE(a, u) FROM t",
        "SELECT a FROM t UNION SELECT u FROM t",
        "SELECT a LIKE 'b' FROM t",
    ],
)
def test_what_would_compare_it_as_plain_text_is_refused(session: Session, query: str) -> None:
    fails(session, query, "collation")


def test_what_compares_nothing_takes_it(session: Session) -> None:
    found = rows(session, "SELECT LENGTH(a), OBJECT_CONSTRUCT('k', a):k::VARCHAR, a IS NULL FROM t WHERE n = 1")
    assert found == [(1, "b", False)]


def test_values_have_no_collation(session: Session) -> None:
    session.execute("SET v = (SELECT a FROM t WHERE n = 1)")
    assert rows(session, "SELECT $v = 'B'") == [(False,)]


@pytest.mark.parametrize("letter", ["ß", "ﬁ", "ａ", "ſ", "日", "\u00a0"])
def test_letters_that_case_does_not_explain_are_refused(session: Session, letter: str) -> None:
    fails(session, f"SELECT '{letter}' COLLATE 'en-ci' = 'a'", "other than Latin letters")


def test_keys_of_latin_letters_differ_unless_they_are_one_letter(session: Session) -> None:
    """The claim behind en-ci: folding case leaves no two letters that ICU would tell apart by case alone."""
    letters = [chr(code) for code in (*range(0x20, 0x7F), *range(0xC0, 0x17F))]
    usable = [each for each in letters if each.lower() == each and not _refused(session, each)]
    quoted = ", ".join("('" + each.replace("\\", "\\\\").replace("'", "''") + "')" for each in usable)
    query = f"SELECT COUNT(*), COUNT(DISTINCT column1 COLLATE 'en-ci') FROM VALUES {quoted}"
    assert rows(session, query) == [(len(usable), len(usable))]
    assert len(usable) > 150


def _refused(session: Session, letter: str) -> bool:
    escaped = letter.replace("\\", "\\\\").replace("'", "''")
    try:
        session.execute(f"SELECT '{escaped}' COLLATE 'en-ci' = 'a'")
    except SnowflakeError as error:
        return "Latin" in str(error)
    return False


@pytest.mark.parametrize("specification", ["en-ci-cs", "xx-yy", "en-ci-nope"])
def test_an_invalid_specification_is_an_error(specification: str) -> None:
    with pytest.raises(SnowflakeError, match="Invalid collation specification"):
        collations.checked(specification)


@pytest.mark.parametrize("specification", ["de", "en-ai", "en-ci-pi", "en-fu", "sp-upper", "ci"])
def test_a_specification_that_cannot_be_followed_is_refused(specification: str) -> None:
    with pytest.raises(SnowflakeError, match=f"Unsupported feature 'collation '{specification}''"):
        collations.checked(specification)


def test_a_retyped_and_a_cloned_column_keep_their_collation(session: Session) -> None:
    for text in (
        "CREATE TABLE r (x VARCHAR(3) COLLATE 'lower')",
        "INSERT INTO r VALUES ('Ab')",
        "ALTER TABLE r ALTER COLUMN x TYPE VARCHAR(9)",
        "CREATE TABLE s CLONE r",
    ):
        session.execute(text)
    assert rows(session, "SELECT COUNT(*) FROM s WHERE x = 'aB'") == [(1,)]
    assert "VARCHAR(9) COLLATE 'lower'" in rows(session, "SELECT GET_DDL('TABLE', 's')")[0][0]
