"""Statements that programs write: hundreds of queries in a row work, what is nested too deep is one clear error."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ecomsim.accounts.account import Account
from ecomsim.errors import NotSupportedError
from ecomsim.sessions.session import Session


@pytest.fixture
def session() -> Iterator[Session]:
    with Account.open(":memory:") as account:
        yield account.session()


def test_a_thousand_queries_are_united(session: Session) -> None:
    text = " UNION ALL ".join(f"SELECT {number} AS a" for number in range(1000)) + " UNION ALL SELECT 0.5"
    found = session.execute(f"SELECT COUNT(*), SUM(a), MAX(a) FROM ({text})")
    assert [tuple(map(str, row)) for row in found.rows()] == [("1001", "499500.5", "999.0")]


def test_set_operations_keep_their_order(session: Session) -> None:
    text = "SELECT 1 UNION ALL SELECT 1 UNION SELECT 2 EXCEPT SELECT 3 UNION ALL SELECT 1"
    assert sorted(session.execute(text).rows()) == [(1,), (1,), (2,)]


@pytest.mark.parametrize("operator", ["+", "||"])
def test_what_is_nested_too_deep_is_one_error(session: Session, operator: str) -> None:
    with pytest.raises(NotSupportedError, match="statements nested this deep"):
        session.execute("SELECT " + operator.join(["1"] * 3000))
    assert session.execute("SELECT 1").rows() == [(1,)]
