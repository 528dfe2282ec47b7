"""SYSTEM$LOG: there is no event table, the messages are in the process's log."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from ecomsim.sessions.session import Session


class Kept(logging.Handler):
    """What reaches the logger itself, wherever it is sent to from there."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append((record.levelname, record.getMessage()))


@pytest.fixture
def kept() -> Iterator[Kept]:
    logger, handler = logging.getLogger("ecomsim.sessions.messages"), Kept()
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    yield handler
    logger.setLevel(before)
    logger.removeHandler(handler)


def test_messages_reach_the_log(session: Session, kept: Kept) -> None:
    session.execute("DECLARE v INT := 7; BEGIN SYSTEM$LOG('warn', 'seven: ' || v); SYSTEM$LOG_TRACE('fine'); END")
    session.execute("SELECT SYSTEM$ADD_EVENT('step', {'rows': 3})")
    assert kept.found == [("WARNING", "seven: 7"), ("DEBUG", "fine"), ("DEBUG", 'step {"rows":3}')]
