"""Messages and trace events of handlers and blocks: SYSTEM$LOG and its kin.

There is no event table, so Snowflake would record nothing either; whoever runs the account finds the messages in its
log, under "ecomsim.sessions.messages". Source: "SYSTEM$LOG, SYSTEM$LOG_<level>", "SYSTEM$ADD_EVENT".
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.values.types import TEXT, SnowflakeType

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

Answer = tuple[Any, SnowflakeType]
LOG = logging.getLogger(__name__)
LEVELS = {
    "TRACE": logging.DEBUG,
    "DEBUG": logging.DEBUG,
    "INFO": logging.INFO,
    "WARN": logging.WARNING,
    "ERROR": logging.ERROR,
    "FATAL": logging.CRITICAL,
}


def log(session: Session, arguments: Sequence[Any]) -> Answer:
    """SYSTEM$LOG('level', message)."""
    level = LEVELS.get(str(arguments[0]).upper())
    if level is None:
        raise errors.invalid_value(f"'{arguments[0]}' is not one of the levels {', '.join(LEVELS)}.")
    LOG.log(level, "%s", arguments[1])
    return None, TEXT


def _log_at(level: str) -> Callable[[Session, Sequence[Any]], Answer]:
    def log_message(session: Session, arguments: Sequence[Any]) -> Answer:
        return log(session, (level, *arguments))

    return log_message


def _traced(session: Session, arguments: Sequence[Any]) -> Answer:
    """SYSTEM$ADD_EVENT(name [, attributes]), SYSTEM$SET_SPAN_ATTRIBUTES(attributes)."""
    LOG.debug("%s", " ".join(str(each) for each in arguments))
    return None, TEXT


FUNCTIONS: dict[str, Callable[[Session, Sequence[Any]], Answer]] = {
    "SYSTEM$LOG": log,
    **{f"SYSTEM$LOG_{level}": _log_at(level) for level in LEVELS},
    "SYSTEM$ADD_EVENT": _traced,
    "SYSTEM$SET_SPAN_ATTRIBUTES": _traced,
}
