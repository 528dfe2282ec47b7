"""System functions of tasks: what a body can ask about its own run, and what operators can do to tasks.

Each takes the session and the call's arguments and returns a value with its Snowflake type. Functions about the
current run find it in the session that runs the body. Source: spec/tasks.md section 9.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.agenda.clock import VirtualClock
from ecomsim.catalog.objects import Task
from ecomsim.names import parse_name
from ecomsim.sessions import stopping
from ecomsim.tasks import graph, lifecycle, privileges
from ecomsim.tasks.graph_runs import Running
from ecomsim.tasks.runs import LOCAL
from ecomsim.tasks.schedule import REFUSED
from ecomsim.values.types import BOOLEAN, TEXT, SnowflakeType

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

Value = tuple[Any, SnowflakeType]
MAX_RETURN_VALUE = 10_240  # bytes of UTF-8
_PATH = re.compile(r"\.?([A-Za-z_][A-Za-z0-9_$]*)|\[(\d+)\]|\[(['\"])(.*?)\3\]|\.?\"((?:[^\"]|\"\")*)\"")
_UNITS = {"DAYS": 86400, "HOURS": 3600, "MINUTES": 60, "SECONDS": 1, "MILLISECONDS": 0.001}


def task_dependents_enable(session: Session, arguments: Sequence[Any]) -> Value:
    """SYSTEM$TASK_DEPENDENTS_ENABLE('t')."""
    lifecycle.enable_dependents(_task(session, arguments, "SYSTEM$TASK_DEPENDENTS_ENABLE").name, session)
    return "Task dependents enabled.", TEXT


def set_return_value(session: Session, arguments: Sequence[Any]) -> Value:
    """SYSTEM$SET_RETURN_VALUE('s'): the last call of a run wins."""
    running = _running(session, "SYSTEM$SET_RETURN_VALUE")
    text = _one_text(arguments, "SYSTEM$SET_RETURN_VALUE")
    if len(text.encode()) > MAX_RETURN_VALUE:
        raise errors.fail(REFUSED, "22023", "The return value of a task must not be larger than 10 kB.")
    running.return_value = text
    return True, BOOLEAN


def get_predecessor_return_value(session: Session, arguments: Sequence[Any]) -> Value:
    """SYSTEM$GET_PREDECESSOR_RETURN_VALUE(['T'])."""
    running = _running(session, "SYSTEM$GET_PREDECESSOR_RETURN_VALUE")
    return running.predecessor_value(str(arguments[0]) if arguments else None), TEXT


def get_task_graph_config(session: Session, arguments: Sequence[Any]) -> Value:
    """SYSTEM$GET_TASK_GRAPH_CONFIG(['path']): text; NULL for a missing key."""
    config = _running(session, "SYSTEM$GET_TASK_GRAPH_CONFIG").run.config
    if config is None or not arguments:
        return config, TEXT
    found = _at_path(json.loads(config), str(arguments[0]))
    return found if found is None or isinstance(found, str) else json.dumps(found), TEXT


def task_runtime_info(session: Session, arguments: Sequence[Any]) -> Value:
    """SYSTEM$TASK_RUNTIME_INFO('what')."""
    running = _running(session, "SYSTEM$TASK_RUNTIME_INFO")
    run = running.run
    group, original = run.last_success() or (None, None)
    facts: Mapping[str, Any] = {
        "CURRENT_TASK_NAME": str(running.task.name),
        "CURRENT_ROOT_TASK_NAME": str(run.root.name),
        "CURRENT_ROOT_TASK_UUID": graph.task_uuid(run.root.id),
        "CURRENT_TASK_GRAPH_RUN_GROUP_ID": str(run.group_id),
        "CURRENT_TASK_GRAPH_ORIGINAL_SCHEDULED_TIMESTAMP": _instant(run.original_scheduled_time),
        "LAST_SUCCESSFUL_TASK_GRAPH_RUN_GROUP_ID": None if group is None else str(group),
        "LAST_SUCCESSFUL_TASK_GRAPH_ORIGINAL_SCHEDULED_TIMESTAMP": _instant(original),
    }
    what = _one_text(arguments, "SYSTEM$TASK_RUNTIME_INFO").upper()
    if what not in facts:
        raise errors.fail(
            REFUSED, "22023", f"Invalid value [{what}] for function 'SYSTEM$TASK_RUNTIME_INFO', parameter 1"
        )
    return facts[what], TEXT


def current_user_task_name(session: Session, arguments: Sequence[Any]) -> Value:
    """SYSTEM$CURRENT_USER_TASK_NAME()."""
    return str(_running(session, "SYSTEM$CURRENT_USER_TASK_NAME").task.name), TEXT


def cancel_ongoing_executions(session: Session, arguments: Sequence[Any]) -> Value:
    """SYSTEM$USER_TASK_CANCEL_ONGOING_EXECUTIONS('t')."""
    task = _task(session, arguments, "SYSTEM$USER_TASK_CANCEL_ONGOING_EXECUTIONS")
    privileges.operate(session, task)
    query_ids = session.account.agenda.cancel(task.id)
    if not query_ids:
        text = (
            f"Task {task.name.last} has no currently running executions. If the task was dropped or replaced after "
            "a previous execution started, use SYSTEM$CANCEL_QUERY along with the query id to cancel the run."
        )
        return text, TEXT
    return (
        f"Marked {len(query_ids)} task runs for cancellation. It may take a few seconds for cancellation to "
        f"complete. Query ids canceled: [{', '.join(query_ids)}]",
        TEXT,
    )


def system_wait(session: Session, arguments: Sequence[Any]) -> Value:
    """SYSTEM$WAIT(amount [, unit]): lets the account's time pass; in a task no longer than its limit."""
    try:
        amount = float(arguments[0])
        unit = _UNITS[str(arguments[1]).upper() if len(arguments) > 1 else "SECONDS"]
    except (IndexError, KeyError, TypeError, ValueError) as cause:
        raise errors.fail(1008, "22023", "Invalid argument for function 'SYSTEM$WAIT'.") from cause
    duration = timedelta(seconds=amount * unit)
    clock = session.clock
    running: Running | None = session.locals.get(LOCAL)
    if isinstance(clock, VirtualClock):
        if running is None:
            stopping.advance(session, duration)
            return _waited(amount, arguments)
        _wait_on_agenda(session, running, duration)
        return _waited(amount, arguments)
    end = time.monotonic() + duration.total_seconds()
    while (left := end - time.monotonic()) > 0:
        session.stopping.check()
        time.sleep(min(left, 0.1))
    return _waited(amount, arguments)


def _wait_on_agenda(session: Session, running: Running, duration: timedelta) -> None:
    """Give the virtual clock back until the time has passed, the run's limit is reached or the run is cancelled."""
    fibers, now = session.account.agenda.fibers, session.clock.now()
    fiber = fibers.current
    if fiber is None:
        raise errors.internal("a task runs outside the agenda")
    running.wake = partial(fibers.wake, fiber, fiber.turn)
    try:
        fibers.wait_until(min(now + duration, running.deadline + timedelta(microseconds=1)))
    finally:
        running.wake = None
    if running.stopped is None and now + duration > running.deadline:
        running.stopped = "timeout"
    if running.stopped is not None:
        session.stop(running.error())
        session.stopping.check()


def _waited(amount: float, arguments: Sequence[Any]) -> Value:
    unit = str(arguments[1]).lower() if len(arguments) > 1 else "seconds"
    return f"waited {amount:g} {unit}", TEXT


def _running(session: Session, function: str) -> Running:
    running = session.locals.get(LOCAL)
    if not isinstance(running, Running):
        raise errors.fail(REFUSED, "22000", f"Function {function} must be called from within a task.")
    return running


def _task(session: Session, arguments: Sequence[Any], function: str) -> Task:
    text = _one_text(arguments, function)
    try:
        name = parse_name(text)
    except ValueError as cause:
        raise errors.does_not_exist("Task", text) from cause
    found = session.find("TASK", name)
    assert isinstance(found, Task)
    return found


def _one_text(arguments: Sequence[Any], function: str) -> str:
    if len(arguments) != 1 or not isinstance(arguments[0], str):
        raise errors.fail(1015, "22023", f"Function {function} needs one string argument.")
    return arguments[0]


def _instant(value: datetime | None) -> str | None:
    return None if value is None else value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]


def _at_path(value: Any, path: str) -> Any:
    """A GET_PATH path: keys are case-sensitive, indexes count from 0."""
    position = 0
    while position < len(path):
        step = _PATH.match(path, position)
        if step is None:
            raise errors.fail(REFUSED, "22023", f"Invalid path '{path}'.")
        position = step.end()
        if step.group(2) is not None:
            index = int(step.group(2))
            value = value[index] if isinstance(value, list) and index < len(value) else None
        else:
            key = step.group(1) or step.group(4) or (step.group(5) or "").replace('""', '"')
            value = value.get(key) if isinstance(value, dict) else None
    return value


FUNCTIONS: dict[str, Callable[[Any, Sequence[Any]], Value]] = {
    "SYSTEM$TASK_DEPENDENTS_ENABLE": task_dependents_enable,
    "SYSTEM$SET_RETURN_VALUE": set_return_value,
    "SYSTEM$GET_PREDECESSOR_RETURN_VALUE": get_predecessor_return_value,
    "SYSTEM$GET_TASK_GRAPH_CONFIG": get_task_graph_config,
    "SYSTEM$TASK_RUNTIME_INFO": task_runtime_info,
    "SYSTEM$CURRENT_USER_TASK_NAME": current_user_task_name,
    "SYSTEM$USER_TASK_CANCEL_ONGOING_EXECUTIONS": cancel_ongoing_executions,
    "SYSTEM$WAIT": system_wait,
}
"""SYSTEM$STREAM_HAS_DATA is the streams' own."""
