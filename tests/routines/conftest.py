from __future__ import annotations

from collections.abc import Iterator

import pytest

from ecomsim.accounts.account import Account
from ecomsim.sessions.session import Session


@pytest.fixture
def session() -> Iterator[Session]:
    with Account.open(clock="virtual") as account, account.session() as session:
        session.execute("CREATE DATABASE D")
        session.execute("USE SCHEMA D.PUBLIC")
        yield session
