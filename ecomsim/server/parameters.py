"""Session parameters as clients learn them: all at login and after ALTER SESSION, else the few a reader needs.

The Arrow readers take the time zone of TIMESTAMP_LTZ from each answer. Source: spec/wire-protocol.md 3.1, 4.1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ecomsim.metadata.parameters import PARAMETERS, check
from ecomsim.sessions.session import Session

OWN = ("ECOMSIM_ACCOUNT", "ECOMSIM_CLOCK", "ECOMSIM_START")
"""Session parameters of the server itself, read at login."""

_FIXED: Mapping[str, Any] = {
    # bulk binds travel as arrays: clients must not upload them to a stage
    "CLIENT_STAGE_ARRAY_BINDING_THRESHOLD": 0,
    "CLIENT_TELEMETRY_ENABLED": False,
    "QUERY_CONTEXT_CACHE_SIZE": 5,
}


def listed(session: Session) -> list[dict[str, Any]]:
    """Every session parameter with its value, as JSON values."""
    values = {name: known.default for name, known in PARAMETERS.items() if known.scope == "session"}
    values.update(session.parameters)
    values.update(_FIXED)
    return [{"name": name, "value": value} for name, value in sorted(values.items())]


_TEXT_FORMATS = (
    *("DATE_OUTPUT_FORMAT", "TIME_OUTPUT_FORMAT", "BINARY_OUTPUT_FORMAT", "TIMESTAMP_OUTPUT_FORMAT"),
    *("TIMESTAMP_NTZ_OUTPUT_FORMAT", "TIMESTAMP_LTZ_OUTPUT_FORMAT", "TIMESTAMP_TZ_OUTPUT_FORMAT"),
)


def needed(session: Session, application: str) -> list[dict[str, Any]]:
    """What every answer to a client carries; the one for JavaScript renders values with the formats beside them."""
    names = ("TIMEZONE", *_TEXT_FORMATS) if application == "JavaScript" else ("TIMEZONE",)
    return [{"name": name, "value": session.parameters.get(name, PARAMETERS[name].default)} for name in names]


def applicable(given: Any) -> dict[str, Any]:
    """The parameters of a login or request that the engine knows, checked.

    Clients send names of their own; those are not the service's and are passed over. Raises 001008 or 000002 for a
    known parameter with a value that cannot be.
    """
    if not isinstance(given, Mapping):
        return {}
    named = {str(name).upper(): value for name, value in given.items() if value is not None}
    return {name: check(name, value) for name, value in named.items() if _is_known(name)}


def _is_known(name: str) -> bool:
    return name not in _FIXED and name in PARAMETERS and PARAMETERS[name].scope == "session"


@contextmanager
def applied(session: Session, given: Mapping[str, Any]) -> Iterator[None]:
    """The parameters of one request, in force while it runs; one that the statement itself sets stays."""
    if not given:
        yield
        return
    before = dict(session.parameters)
    session.parameters.update(given)
    try:
        yield
    finally:
        for name, value in given.items():
            if session.parameters.get(name) == value:
                if name in before:
                    session.parameters[name] = before[name]
                else:
                    session.parameters.pop(name, None)
