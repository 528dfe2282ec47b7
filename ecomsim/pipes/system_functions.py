"""SYSTEM$PIPE_STATUS and SYSTEM$PIPE_FORCE_RESUME. Source: their pages.

The status is a JSON object that holds only what applies: without files that wait there is no oldest one, without an
error none. There is no notification channel, so nothing is said of one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.access import checks
from ecomsim.catalog.objects import Pipe
from ecomsim.pipes import commands, definition
from ecomsim.staging import history
from ecomsim.values.types import TEXT, SnowflakeType

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

Value = tuple[Any, SnowflakeType]

STALE, TRANSFERRED = "STALENESS_CHECK_OVERRIDE", "OWNERSHIP_TRANSFER_CHECK_OVERRIDE"


def pipe_status(session: Session, arguments: Sequence[Any]) -> Value:
    """SYSTEM$PIPE_STATUS('pipe'), for its owner and who may monitor it."""
    pipe = definition.named(arguments[0], session)
    if "MONITOR EXECUTION" not in checks.held_on_account(session):
        checks.use(session, pipe, "MONITOR")
    queue = session.account.agenda.pipes.waiting(pipe)
    last = history.last_of_pipe(pipe, session)
    state, error = _state(pipe, queue.error, session)
    oldest = queue.pending[0] if queue.pending else None
    found = {
        "executionState": state,
        "oldestPendingFilePath": None if oldest is None else oldest[1],
        "oldestFileTimestamp": None if oldest is None else _instant(oldest[0]),
        "pendingFileCount": len(queue.pending),
        "lastIngestedTimestamp": None if last is None else _instant(last["loaded_at"]),
        "lastIngestedFilePath": None if last is None else last["file"],
        "error": error,
    }
    return json.dumps({key: value for key, value in found.items() if value is not None}, separators=(",", ":")), TEXT


def _state(pipe: Pipe, error: errors.SnowflakeError | None, session: Session) -> tuple[str, str | None]:
    """The execution state, and what is wrong."""
    problem = definition.problem(pipe, session)
    reason = None if problem is None else problem.reason
    if pipe.state != "running":
        return "PAUSED" if pipe.state == "paused" else "STOPPED_CLONED", reason
    if problem is not None:
        return problem.state, reason
    if error is None:
        return "RUNNING", None
    return f"STALLED_{'COMPILATION' if definition.is_wrong(error) else 'EXECUTION'}_ERROR", error.raw_msg


def force_resume(session: Session, arguments: Sequence[Any]) -> Value:
    """SYSTEM$PIPE_FORCE_RESUME('pipe' [, 'override, …']): resume one that has changed hands, or is stale.

    Without overrides the change of owner alone is forgiven.
    """
    pipe = definition.named(arguments[0], session)
    checks.use(session, pipe, "OPERATE")
    text = str(arguments[1]) if len(arguments) > 1 else TRANSFERRED
    given = {word.strip().upper() for word in text.split(",") if word.strip()}
    if unknown := given - {STALE, TRANSFERRED}:
        raise errors.invalid_value(f"invalid value [{min(unknown)}] for function SYSTEM$PIPE_FORCE_RESUME")
    if pipe.transferred and TRANSFERRED not in given:
        raise errors.invalid_value(f"Pipe {pipe.name.last} has changed its owner since it was paused: {TRANSFERRED}.")
    if commands.is_stale(pipe, session.now) and STALE not in given:
        raise errors.invalid_value(f"Pipe {pipe.name.last} is stale: {STALE}.")
    commands.resume(pipe, session)
    return "SUCCESS", TEXT


def _instant(value: datetime) -> str:
    """2026-11-24T08:09:10.123Z."""
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


FUNCTIONS: dict[str, Callable[[Any, Sequence[Any]], Value]] = {
    "SYSTEM$PIPE_STATUS": pipe_status,
    "SYSTEM$PIPE_FORCE_RESUME": force_resume,
}
