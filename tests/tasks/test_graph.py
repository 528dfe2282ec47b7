"""Task graphs: roots, members, locks and checks as functions of the tasks of a schema."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ecomsim.catalog.objects import Task
from ecomsim.errors import SnowflakeError
from ecomsim.names import Name
from ecomsim.tasks import graph, validation

CREATED = datetime(2026, 1, 1, tzinfo=UTC)


def name(last: str, schema: str = "S") -> Name:
    return Name("DB", schema, last)


def task(last: str, *after: str, **changes: object) -> Task:
    return replace(
        Task(
            id=sum(last.encode()),
            name=name(last),
            created_on=CREATED,
            definition="SELECT 1",
            predecessors=tuple(name(other) for other in after),
        ),
        **changes,
    )


def tasks(*items: Task) -> dict[Name, Task]:
    return graph.by_name(items)


def refusal(wanted: Task, *others: Task) -> str:
    with pytest.raises(SnowflakeError) as caught:
        validation.check_task(wanted, tasks(*others))
    return caught.value.raw_msg


def test_members_and_roots() -> None:
    all_tasks = tasks(
        task("R"), task("A", "R"), task("B", "R"), task("C", "A", "B"), task("F", finalize=name("R")), task("X")
    )
    version = graph.graph_of(all_tasks[name("R")], all_tasks)
    assert [member.name.last for member in version.members] == ["R", "A", "B", "C", "F"]
    for last in "RABCF":
        assert [root.name.last for root in graph.roots_of(all_tasks[name(last)], all_tasks)] == ["R"]
    assert graph.relations(all_tasks[name("R")], all_tasks) == '{"Predecessors":[],"FinalizerTask":"DB.S.F"}'
    assert graph.relations(all_tasks[name("F")], all_tasks) == '{"FinalizedRootTask":"DB.S.R","Predecessors":[]}'
    assert graph.relations(all_tasks[name("C")], all_tasks) == '{"Predecessors":["DB.S.A","DB.S.B"]}'


def test_a_started_root_locks_its_graph() -> None:
    all_tasks = tasks(task("R", state="started"), task("A", "R"), task("B", "A"), task("X"))
    for last in "RAB":
        with pytest.raises(SnowflakeError) as caught:
            graph.check_unlocked(all_tasks[name(last)], all_tasks)
        assert caught.value.msg == (
            "091421 (22000): Unable to update graph with root task DB.S.R since that root task is not suspended."
        )
    graph.check_unlocked(all_tasks[name("X")], all_tasks)


def test_cycles_and_second_roots_are_found_when_a_task_is_resumed() -> None:
    cyclic = tasks(task("R"), task("A", "R", "B"), task("B", "A"))
    with pytest.raises(SnowflakeError, match="Graph has at least one cycle containing task"):
        graph.check_runnable(cyclic[name("R")], cyclic)
    double = tasks(task("R"), task("Q"), task("A", "R", "Q"))
    for root in "RQ":
        with pytest.raises(SnowflakeError, match="The graph has more than one root task"):
            graph.check_runnable(double[name(root)], double)


def test_limits() -> None:
    roots = [task(f"R{number}") for number in range(101)]
    child = task("C", *(root.name.last for root in roots))
    with pytest.raises(SnowflakeError, match="100 predecessors"):
        graph.check_limits(child, tasks(*roots, child))
    long = tasks(*(task(f"T{n}", f"T{n - 1}") if n else task("T0") for n in range(1001)))
    with pytest.raises(SnowflakeError, match="1000 tasks"):
        graph.check_limits(long[name("T1000")], long)


def test_the_fingerprint_follows_what_users_change() -> None:
    root, child = task("R"), task("A", "R")

    def mark(root: Task, child: Task) -> str:
        return graph.fingerprint(graph.graph_of(root, tasks(root, child)))

    assert mark(root, child) == mark(replace(root, state="started", resumed_on=CREATED, graph_version=3), child)
    assert mark(root, child) != mark(root, replace(child, state="started"))
    assert mark(root, child) != mark(root, replace(child, definition="SELECT 2"))
    assert mark(root, child) != mark(replace(root, comment="x"), child)


def test_refusals_of_links() -> None:
    root, finalizer = task("R1"), task("F1", finalize=name("R1"))
    assert refusal(task("C1", "R1", schedule="1 MINUTE"), root) == (
        "Task C1 cannot have both a schedule and a predecessor."
    )
    assert refusal(task("C1", "NO_SUCH_TASK"), root) == "Invalid predecessor NO_SUCH_TASK was specified."
    elsewhere = replace(task("C1"), predecessors=(name("R9", "S2"),))
    assert refusal(elsewhere, root) == "Cannot have predecessor R9 from a different schema."
    assert refusal(task("C1", "C1"), root) == "Task C1 cannot use itself as its predecessor."
    assert refusal(task("C1", "F1"), root, finalizer) == "Task DB.S.F1 cannot have children as a finalizer task."
    assert refusal(task("R1", "R2"), task("R2"), finalizer) == (
        "This task has a finalizer and cannot be made a child task. "
        "Please remove the finalizer before adding a predecessor."
    )


def test_refusals_of_finalizers() -> None:
    root, child, finalizer = task("R1"), task("C1", "R1"), task("F1", finalize=name("R1"))
    assert refusal(task("F2", finalize=name("R1")), root, finalizer) == "Finalize target R1 already have finalizer."
    assert refusal(task("F3", finalize=name("R1"), schedule="1 MINUTE"), root) == (
        "Task F3 cannot have a schedule and be a finalizer task."
    )
    assert refusal(task("F5", "C1", finalize=name("R1")), root, child) == (
        "Task DB.S.F5 cannot have predecessors as a finalizer task."
    )
    assert refusal(task("P1", finalize=name("R1")), root, task("C2", "P1")) == (
        "Task DB.S.P1 cannot have children as a finalizer task."
    )
    assert refusal(task("F2", finalize=name("NO_SUCH_TASK")), root) == (
        "Invalid finalized root task NO_SUCH_TASK was specified."
    )
    for target in ("C1", "F1"):
        assert refusal(task("F2", finalize=name(target)), root, child, finalizer) == (
            f"Task DB.S.F2 cannot finalize a non-root task DB.S.{target}."
        )
    assert refusal(task("F2", finalize=name("R9", "S2")), root) == (
        "Cannot finalize graph S2.R9 in a different schema."
    )
    assert refusal(task("R1", finalize=name("R1"))) == "Task R1 cannot finalize itself."


def test_refusals_of_properties_on_children() -> None:
    root = task("R1")
    assert refusal(task("C1", "R1", config="{}"), root) == (
        "Task DB.S.C1 cannot both be a non-root task and have a config."
    )
    assert refusal(task("C1", "R1", options={"OVERLAP_POLICY": "NO_OVERLAP"}), root) == (
        "Cannot set overlap policy on non-root task DB.S.C1."
    )
    assert refusal(task("C1", "R1", allow_overlapping_execution=True), root) == (
        "Cannot set allow_overlapping_execution on non-root task DB.S.C1."
    )
    assert refusal(task("C1", "R1", options={"TASK_AUTO_RETRY_ATTEMPTS": 2}), root).startswith(
        "Cannot set parameter TASK_AUTO_RETRY_ATTEMPTS on non-root task C1."
    )


def test_refusals_of_serverless_properties() -> None:
    low, high, first = validation.MIN_SIZE, validation.MAX_SIZE, validation.INITIAL_SIZE
    assert refusal(task("T", warehouse="WH", options={low: "SMALL"})) == f"Cannot set {low} on a non-serverless task."
    with pytest.raises(SnowflakeError) as caught:
        validation.check_task(task("T", warehouse="WH", options={validation.COMPLETION: "15 MINUTES"}), {})
    assert caught.value.msg == "091857 (42601): TARGET_COMPLETION_INTERVAL is only allowed for serverless Tasks."
    assert refusal(task("T", options={low: "LARGE", high: "SMALL"})) == (
        f"{low} (LARGE) cannot be greater than {high} (SMALL)."
    )
    assert refusal(task("T", options={low: "LARGE", first: "SMALL"})) == (
        f"{first} (SMALL) cannot be less than {low} (LARGE)."
    )
