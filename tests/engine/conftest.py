"""Sessions on an account in memory, its clock virtual."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from ecomsim.accounts.account import Account
from ecomsim.sessions.session import Session


@pytest.fixture
def account() -> Iterator[Account]:
    with Account.open(":memory:", clock="virtual", start=datetime(2026, 1, 1, tzinfo=UTC)) as account:
        yield account


@pytest.fixture
def session(account: Account) -> Session:
    session = account.session()
    session.execute("CREATE DATABASE db1")
    session.execute("CREATE SCHEMA s1")
    return session
