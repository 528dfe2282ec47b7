from __future__ import annotations

from collections.abc import Iterator

import pytest

from ecomsim.accounts.account import Account
from ecomsim.sessions.session import Session


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    """A session with a database; the tests of a module share it."""
    with Account.open(clock="virtual") as account, account.session() as session:
        session.execute("CREATE DATABASE D")
        session.execute("CREATE TABLE v(value INT)")
        yield session
