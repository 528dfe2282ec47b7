"""Short forms of the tests that ask a session: the rows of a statement, and a statement that fails."""

from __future__ import annotations

import pytest

from ecomsim.errors import SnowflakeError
from ecomsim.sessions.session import Session


def rows(session: Session, sql: str) -> list[tuple]:
    return session.execute(sql).rows()


def fails(session: Session, sql: str, match: str) -> None:
    with pytest.raises(SnowflakeError, match=match):
        session.execute(sql)
