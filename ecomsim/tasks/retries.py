"""Retries: which tasks of an earlier graph run are run again, and with what.

An attempt repeats the tasks that failed or were cancelled and then whatever depends on them; what succeeded or was
skipped stays as it was, with its return value. Source: "EXECUTE TASK" (RETRY LAST), spec/tasks.md T-5.14, T-8.7.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from ecomsim import errors
from ecomsim.names import Name
from ecomsim.tasks.graph import Graph
from ecomsim.tasks.graph_runs import GraphRun
from ecomsim.tasks.history import TaskHistory, TaskRun
from ecomsim.tasks.schedule import REFUSED

WINDOW = timedelta(days=14)
_KEPT = ("SUCCEEDED", "SKIPPED")


def next_attempt(run: GraphRun, runs: Mapping[Name, TaskRun], scheduled_from: str, now: datetime) -> GraphRun:
    """The attempt after `run`, whose task runs were `runs`; finalizers run again in every attempt."""
    finalizer = run.graph.finalizer.name if run.graph.finalizer else None
    kept = {name: done for name, done in runs.items() if done.state in _KEPT and name != finalizer}
    return replace(
        run,
        attempt=run.attempt + 1,
        scheduled_from=scheduled_from,
        scheduled_time=now,
        done={**run.done, **{name: done.state for name, done in kept.items()}},
        values={**run.values, **{name: done.return_value for name, done in kept.items()}},
    )


def prepare(history: TaskHistory, graph: Graph, group_id: str | None, now: datetime) -> GraphRun:
    """The graph run that RETRY LAST or RETRY GRAPH RUN GROUP starts. Raises Snowflake's refusals."""
    root = graph.root
    runs = history.read("root_task_id = ?", [root.id])
    groups = [run.graph_run_group_id for run in runs]
    if group_id is not None:
        if not group_id.isdigit() or int(group_id) not in groups:
            raise errors.fail(REFUSED, "22023", f"Cannot perform retry: Graph run group with ID {group_id} not found.")
        chosen = int(group_id)
    else:
        if not groups:
            raise errors.fail(
                91457,
                "22023",
                f"Cannot perform retry: no suitable run of graph with root task {root.name.last} to retry.",
            )
        chosen = max(groups)
    group = [run for run in runs if run.graph_run_group_id == chosen]
    attempt = max(run.attempt_number for run in group)
    last = {Name(run.database_name, run.schema_name, run.name): run for run in sorted(group, key=lambda run: run.key)}
    if not any(run.state.startswith("FAILED") or run.state == "CANCELLED" for run in last.values()):
        raise errors.fail(
            91456,
            "22023",
            f"Cannot perform retry: run (GRAPH_RUN_GROUP_ID = {chosen}, attempt = {attempt}) of graph with root "
            f"task {root.name.last} had no failures.",
        )
    newest = max(group, key=lambda run: run.key)
    if newest.graph_version != root.graph_version:
        raise errors.fail(
            REFUSED,
            "22023",
            f"Cannot perform retry: graph with root task {root.name.last} has been modified since its last run.",
        )
    first_scheduled = min(run.scheduled_time for run in group)
    if now - first_scheduled > WINDOW:
        raise errors.fail(
            91457,
            "22023",
            f"Cannot perform retry: no suitable run of graph with root task {root.name.last} to retry.",
        )
    run = GraphRun(
        graph=graph,
        scheduled_time=now,
        original_scheduled_time=first_scheduled,
        next_scheduled_time=None,
        group_id=chosen,
        attempt=attempt,
        scheduled_from=newest.scheduled_from,
        config=newest.config,
        last_success=partial(last_success, history, root.id),
    )
    return next_attempt(run, last, "MANUAL RETRY", now)


def last_success(history: TaskHistory, root_id: int) -> tuple[int, datetime] | None:
    """Group id and original scheduled time of the last graph run in which nothing failed."""
    groups: dict[int, dict[str, TaskRun]] = {}
    for run in sorted(history.read("root_task_id = ?", [root_id]), key=lambda run: run.key):
        groups.setdefault(run.graph_run_group_id, {})[run.name] = run
    for group_id in sorted(groups, reverse=True):
        runs = list(groups[group_id].values())
        if all(run.state in _KEPT for run in runs) and any(run.state == "SUCCEEDED" for run in runs):
            return group_id, min(run.scheduled_time for run in runs)
    return None


def auto_suspended(run: TaskRun) -> TaskRun:
    """The failed run that used up SUSPEND_TASK_AFTER_NUM_FAILURES."""
    return replace(run, state="FAILED_AND_AUTO_SUSPENDED")
