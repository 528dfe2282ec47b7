"""SEQ of FLATTEN and SPLIT_TO_TABLE numbers the input rows ("FLATTEN", output columns)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ecomsim.accounts.account import Account
from ecomsim.sessions.session import Session


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    account = Account.open(clock="virtual")
    opened = account.session()
    opened.execute("CREATE DATABASE d")
    opened.execute("CREATE TABLE s (id INT, j VARIANT)")
    opened.execute(
        "INSERT INTO s SELECT 1, PARSE_JSON('[1, [2, 3]]') UNION ALL SELECT 2, PARSE_JSON('[1, [2, 3]]') "
        "UNION ALL SELECT 3, PARSE_JSON('[]')"
    )
    yield opened
    account.close()


def seqs(session: Session, sql: str) -> list[tuple[int, int]]:
    data = session.execute(sql).data
    return [(int(a), int(b)) for a, b in zip(data.column(0).to_pylist(), data.column(1).to_pylist(), strict=True)]


@pytest.mark.parametrize(
    "call",
    [
        "LATERAL FLATTEN(INPUT => s.j) f",
        "TABLE(FLATTEN(s.j)) f",
        "LATERAL FLATTEN(INPUT => s.j, RECURSIVE => TRUE) f",
        "LATERAL FLATTEN(INPUT => s.j, OUTER => TRUE) f",
    ],
)
def test_equal_inputs_of_two_rows_have_two_numbers(session: Session, call: str) -> None:
    found = seqs(session, f"SELECT s.id, f.seq FROM s, {call}")
    assert len(set(found)) == len({row for row, _ in found}) == len({seq for _, seq in found})


def test_a_second_flatten_numbers_the_elements_of_the_first(session: Session) -> None:
    sql = "SELECT f.seq * 10 + f.index, g.seq FROM s, LATERAL FLATTEN(s.j) f, LATERAL FLATTEN(f.value) g"
    found = seqs(session, sql)
    assert len(found) == 4
    assert len(set(found)) == len({seq for _, seq in found}) == 2


def test_a_star_shows_it_too(session: Session) -> None:
    data = session.execute("SELECT * FROM s, LATERAL FLATTEN(s.j) f ORDER BY s.id").data
    assert data.column_names == ["ID", "J", "SEQ", "KEY", "PATH", "INDEX", "VALUE", "THIS"]
    assert [int(seq) for seq in data.column(2).to_pylist()] == [1, 1, 2, 2]


def test_split_to_table(session: Session) -> None:
    sql = "SELECT f.seq, f.index FROM (VALUES ('a b'), ('a b')) v (x), TABLE(SPLIT_TO_TABLE(v.x, ' ')) f ORDER BY 1, 2"
    assert seqs(session, sql) == [(1, 1), (1, 2), (2, 1), (2, 2)]
