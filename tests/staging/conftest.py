from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ecomsim.accounts.account import Account
from ecomsim.sessions.session import Session


@pytest.fixture
def session() -> Iterator[Session]:
    with Account.open(clock="virtual") as account, account.session() as session:
        session.execute("CREATE DATABASE D")
        session.execute("USE SCHEMA D.PUBLIC")
        yield session


@pytest.fixture
def stage(session: Session, tmp_path: Path) -> Path:
    """The folder of the external stage ST."""
    folder = tmp_path / "files"
    folder.mkdir()
    session.execute(f"CREATE STAGE st URL = 'file://{folder}/'")
    return folder
