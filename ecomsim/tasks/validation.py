"""What CREATE and ALTER TASK refuse, in Snowflake's words.

Two steps, as Snowflake takes them: `check_properties` looks at the statement alone (it runs even under IF NOT
EXISTS over an existing task), `check_task` at the finished task among the others of its schema.
Source: "CREATE TASK", "ALTER TASK", spec/tasks.md sections 1.1 and 7.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from ecomsim import errors
from ecomsim.catalog.objects import Task
from ecomsim.catalog.store import Catalog
from ecomsim.errors import SnowflakeError
from ecomsim.sessions import naming
from ecomsim.tasks import graph, schedule
from ecomsim.tasks.condition import compile_condition
from ecomsim.tasks.schedule import REFUSED

SIZES = ("XSMALL", "SMALL", "MEDIUM", "LARGE", "XLARGE", "XXLARGE")
OVERLAP_POLICIES = ("NO_OVERLAP", "ALLOW_CHILD_OVERLAP", "ALLOW_ALL_OVERLAP")
LOG_LEVELS = ("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL", "OFF")
INITIAL_SIZE = "USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE"
MIN_SIZE = "SERVERLESS_TASK_MIN_STATEMENT_SIZE"
MAX_SIZE = "SERVERLESS_TASK_MAX_STATEMENT_SIZE"
COMPLETION = "TARGET_COMPLETION_INTERVAL"

RANGES: Mapping[str, tuple[int, int | None]] = {
    "USER_TASK_TIMEOUT_MS": (0, 604_800_000),
    "SUSPEND_TASK_AFTER_NUM_FAILURES": (0, None),
    "TASK_AUTO_RETRY_ATTEMPTS": (0, 30),
    "USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS": (10, 604_800),
}
DEFAULTS: Mapping[str, Any] = {
    "USER_TASK_TIMEOUT_MS": 3_600_000,
    "SUSPEND_TASK_AFTER_NUM_FAILURES": 10,
    "TASK_AUTO_RETRY_ATTEMPTS": 0,
    "USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS": 30,
    "OVERLAP_POLICY": "NO_OVERLAP",
}
TEXTS = frozenset({"SCHEDULE", "CONFIG", "COMMENT", "LOG_LEVEL", "OVERLAP_POLICY", COMPLETION})
INTEGRATIONS = ("ERROR_INTEGRATION", "SUCCESS_INTEGRATION")
PROPERTIES = frozenset(
    {*RANGES, *TEXTS, *INTEGRATIONS, INITIAL_SIZE, MIN_SIZE, MAX_SIZE, "WAREHOUSE", "ALLOW_OVERLAPPING_EXECUTION"}
)
USER = "EXECUTE AS USER"
UNSUPPORTED = ("CONTACT",)
_COMPLETION = re.compile(r"(\d+)\s+(HOURS?|H|MINUTES?|M|SECONDS?|S)\s*\Z", re.IGNORECASE)
_COMPLETION_RANGES = {"S": (10, 86_400), "M": (1, 1_440), "H": (1, 24)}


def refuse(text: str) -> SnowflakeError:
    return errors.fail(REFUSED, "42601", text)


def check_properties(options: Mapping[str, Any], catalog: Catalog) -> dict[str, Any]:
    """The statement's own properties, normalised (warehouse as stored, policies upper-case). Raises on unknown
    properties, values of the wrong type and warehouses that don't exist.
    """
    checked: dict[str, Any] = {}
    for key, value in options.items():
        if key in UNSUPPORTED:
            raise errors.unsupported(f"{key} of a task")
        if key == USER:
            checked[key] = str(value)
        elif key == "WAREHOUSE":
            checked[key] = warehouse_name(value, catalog)
        elif key in INTEGRATIONS:
            checked[key] = _integration_name(value, catalog)
        elif key in RANGES:
            if isinstance(value, bool) or not isinstance(value, int):
                raise _invalid_parameter(key, _literal(value))
            checked[key] = value
        elif key == "ALLOW_OVERLAPPING_EXECUTION":
            if not isinstance(value, bool):
                raise errors.compilation(1008, "22023", f"invalid value {_literal(value)} for property '{key}'")
            checked[key] = value
        elif key in TEXTS:
            if not isinstance(value, str):
                raise errors.compilation(1008, "22023", f"invalid value [{value}] for property '{key}'")
            checked[key] = value
        elif key in (INITIAL_SIZE, MIN_SIZE, MAX_SIZE):
            checked[key] = _size(key, value)
        else:
            checked[key] = _session_parameter(key, value)
    return checked


def check_values(options: Mapping[str, Any]) -> None:
    """Ranges and formats that are checked once it is clear that the statement changes something."""
    for key, (low, high) in RANGES.items():
        value = options.get(key)
        if value is not None and (value < low or (high is not None and value > high)):
            raise _invalid_parameter(key, value)
    if options.get("SCHEDULE") is not None:
        schedule.parse(options["SCHEDULE"])
    if options.get("CONFIG") is not None:
        parse_config(options["CONFIG"])
    policy = options.get("OVERLAP_POLICY")
    if policy is not None and policy not in OVERLAP_POLICIES:
        raise errors.compilation(1008, "22023", f"invalid value '{policy}' for property 'OVERLAP_POLICY'")
    if policy is not None and "ALLOW_OVERLAPPING_EXECUTION" in options:
        alias = "ALLOW_CHILD_OVERLAP" if options["ALLOW_OVERLAPPING_EXECUTION"] else "NO_OVERLAP"
        if alias != policy:
            raise refuse(
                "Cannot specify ALLOW_OVERLAPPING_EXECUTION and OVERLAP_POLICY to different values in the same command."
            )
    level = options.get("LOG_LEVEL")
    if level is not None and level.upper() not in LOG_LEVELS:
        raise refuse(f"Invalid value for log level. Allowed values are {','.join(LOG_LEVELS)}.")
    if level is not None and level.upper() != "OFF":
        raise errors.unsupported(f"LOG_LEVEL = '{level.upper()}' of a task: there is no event table")
    if options.get(COMPLETION) is not None:
        _check_completion(options[COMPLETION])


def check_task(task: Task, others: graph.Tasks) -> None:
    """The task as it would be stored, among the other tasks of its schema (`others` is without it)."""
    _check_serverless(task)
    _check_links(task, others)
    if task.finalize is not None:
        _check_finalizer(task, others)
    if not graph.is_root(task):
        _check_non_root(task, others)
    if task.condition is not None:
        condition = compile_condition(task.condition)
        triggered = task.schedule is None and graph.is_root(task) and condition.streams
        if triggered and task.warehouse is None and COMPLETION not in task.options:
            raise refuse(f"{COMPLETION} is required for serverless triggered Tasks.")
    graph.check_limits(task, {**others, task.name: task})


def _integration_name(value: Any, catalog: Catalog) -> str:
    """The stored name of a notification integration. Raises 002003 when there is none."""
    found = naming.stored("NOTIFICATION INTEGRATION", value, catalog)
    if found is None:
        raise errors.does_not_exist("Integration", naming.spelled(value))
    return found


def warehouse_name(value: Any, catalog: Catalog) -> str:
    """The stored name of a warehouse. Raises 091083 when there is none."""
    found = naming.stored("WAREHOUSE", value, catalog)
    if found is None:
        raise errors.fail(91083, "42601", f"Nonexistent warehouse {naming.spelled(value)} was specified.")
    return found


def parse_config(text: str) -> dict[str, Any]:
    """The JSON object in a CONFIG text."""
    try:
        value = json.loads(text)
    except ValueError as cause:
        raise _bad_config() from cause
    if not isinstance(value, dict):
        raise _bad_config()
    return value


def _bad_config() -> SnowflakeError:
    return refuse("Invalid config. Must be a string representation of a valid JSON Object.")


def _session_parameter(key: str, value: Any) -> Any:
    from ecomsim.metadata import parameters

    if key == "SEARCH_PATH":
        raise refuse("The parameter SEARCH_PATH is not supported with Tasks. Remove the parameter and try again.")
    if key == "AUTOCOMMIT" and value is False:
        raise refuse(
            "The parameter AUTOCOMMIT = false is not supported with Tasks. Remove the parameter and try again."
        )
    if key not in parameters.PARAMETERS:
        raise errors.compilation(1008, "42601", f"invalid property '{key}' for 'TASK'")
    return parameters.check(key, value)


def _check_serverless(task: Task) -> None:
    options = task.options
    if task.warehouse is not None:
        for key in (INITIAL_SIZE, MIN_SIZE, MAX_SIZE):
            if key in options:
                raise refuse(f"Cannot set {key} on a non-serverless task.")
        if COMPLETION in options:
            raise errors.fail(91857, "42601", f"{COMPLETION} is only allowed for serverless Tasks.")
    low, high, initial = options.get(MIN_SIZE), options.get(MAX_SIZE), options.get(INITIAL_SIZE)
    if low and high and SIZES.index(low) > SIZES.index(high):
        raise refuse(f"{MIN_SIZE} ({low}) cannot be greater than {MAX_SIZE} ({high}).")
    if initial and low and SIZES.index(initial) < SIZES.index(low):
        raise refuse(f"{INITIAL_SIZE} ({initial}) cannot be less than {MIN_SIZE} ({low}).")
    if initial and high and SIZES.index(initial) > SIZES.index(high):
        raise refuse(f"{INITIAL_SIZE} ({initial}) cannot be greater than {MAX_SIZE} ({high}).")


def _check_links(task: Task, others: graph.Tasks) -> None:
    short = task.name.last
    if task.predecessors and task.schedule is not None and task.finalize is None:
        raise refuse(f"Task {short} cannot have both a schedule and a predecessor.")
    for name in task.predecessors:
        if name == task.name:
            raise refuse(f"Task {short} cannot use itself as its predecessor.")
        if name.container != task.name.container:
            raise refuse(f"Cannot have predecessor {name.last} from a different schema.")
        if name not in others:
            raise refuse(f"Invalid predecessor {name.last} was specified.")
        if others[name].finalize is not None:
            raise refuse(f"Task {name} cannot have children as a finalizer task.")
    if task.predecessors and task.finalize is None and graph.finalizer_of(task.name, others) is not None:
        raise refuse(
            "This task has a finalizer and cannot be made a child task. "
            "Please remove the finalizer before adding a predecessor."
        )


def _check_finalizer(task: Task, others: graph.Tasks) -> None:
    root = task.finalize
    assert root is not None
    if root == task.name:
        raise refuse(f"Task {task.name.last} cannot finalize itself.")
    if task.schedule is not None:
        raise refuse(f"Task {task.name.last} cannot have a schedule and be a finalizer task.")
    if task.predecessors:
        raise refuse(f"Task {task.name} cannot have predecessors as a finalizer task.")
    if graph.children_of(task.name, others):
        raise refuse(f"Task {task.name} cannot have children as a finalizer task.")
    if root.container != task.name.container:
        raise refuse(f"Cannot finalize graph {root.schema}.{root.last} in a different schema.")
    if root not in others:
        raise refuse(f"Invalid finalized root task {root.last} was specified.")
    if not graph.is_root(others[root]):
        raise refuse(f"Task {task.name} cannot finalize a non-root task {root}.")
    present = graph.finalizer_of(root, others)
    if present is not None:
        raise refuse(f"Finalize target {root.last} already have finalizer.")


def _check_non_root(task: Task, others: graph.Tasks) -> None:
    if task.config is not None:
        raise refuse(f"Task {task.name} cannot both be a non-root task and have a config.")
    if "OVERLAP_POLICY" in task.options:
        raise refuse(f"Cannot set overlap policy on non-root task {task.name}.")
    if task.allow_overlapping_execution:
        raise refuse(f"Cannot set allow_overlapping_execution on non-root task {task.name}.")
    if task.options.get("TASK_AUTO_RETRY_ATTEMPTS"):
        raise refuse(
            f"Cannot set parameter TASK_AUTO_RETRY_ATTEMPTS on non-root task {task.name.last}. Non-root tasks use "
            "the parameter setting from their root task. Please set this on the root task for this task instead."
        )


def _size(key: str, value: Any) -> str:
    from ecomsim.warehouses.commands import size_of

    size = size_of(value)
    size = "XXLARGE" if size == "X2LARGE" else size
    if size not in SIZES:
        raise _invalid_parameter(key, _literal(value))
    return size


def _check_completion(text: str) -> None:
    found = _COMPLETION.match(text)
    if found:
        low, high = _COMPLETION_RANGES[found.group(2)[0].upper()]
        if low <= int(found.group(1)) <= high:
            return
    raise _invalid_parameter(COMPLETION, text)


def _invalid_parameter(key: str, shown: Any) -> SnowflakeError:
    return errors.compilation(1008, "22023", f"invalid value [{shown}] for parameter '{key}'")


def _literal(value: Any) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value).upper()
