from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ecomsim.dynamic_tables import lag
from ecomsim.dynamic_tables.graph import Graph, Node
from ecomsim.errors import SnowflakeError
from ecomsim.names import Name

T0 = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("60 seconds", 60), ("1 minute", 60), ("2 MINUTES", 120), (" 1 hour ", 3600), ("1 day", 86400)],
)
def test_parse(text: str, seconds: int) -> None:
    assert lag.parse(text) == timedelta(seconds=seconds)


def test_downstream_has_no_duration() -> None:
    assert lag.parse("downstream") is None
    assert lag.normalised("downstream") == "DOWNSTREAM"


@pytest.mark.parametrize("text", ["59 seconds", "0 minutes", "1 week", "minute", "1.5 minutes", ""])
def test_refused(text: str) -> None:
    with pytest.raises(SnowflakeError):
        lag.parse(text)


@pytest.mark.parametrize(
    ("seconds", "period"),
    [(60, 48), (120, 96), (300, 192), (600, 384), (1200, 768), (1800, 1536), (3600, 3072), (86400, 49152)],
)
def test_period(seconds: int, period: int) -> None:
    assert lag.period(timedelta(seconds=seconds)) == timedelta(seconds=period)


def test_due_times_are_multiples_and_strictly_later() -> None:
    every = timedelta(seconds=48)
    assert lag.next_time(T0, every) == T0 + every
    assert lag.next_time(T0 + timedelta(seconds=47), every) == T0 + every
    assert lag.latest_time(T0 + timedelta(seconds=97), every) == T0 + 2 * every


def node(identifier: int, minutes: int | None, *inputs: int, active: bool = True, disabled: bool = False) -> Node:
    return Node(
        id=identifier,
        name=Name("D", "S", f"T{identifier}"),
        target_lag=None if minutes is None else timedelta(minutes=minutes),
        inputs=frozenset(inputs),
        active=active,
        disabled=disabled,
        scheduled_from=T0,
    )


def graph(*nodes: Node) -> Graph:
    return Graph({each.id: each for each in nodes})


def test_order_is_upstream_first_then_name() -> None:
    diamond = graph(node(1, None, 3), node(2, None, 3), node(3, None), node(4, 2, 1, 2))
    assert [each.id for each in diamond.cascade([4])] == [3, 1, 2, 4]


def test_a_disabled_table_ends_the_cascade_and_refreshes_alone() -> None:
    chain = graph(node(1, None), node(2, None, 1, disabled=True), node(3, 2, 2))
    assert [each.id for each in chain.cascade([3])] == [3]
    assert [each.id for each in chain.cascade([2])] == [2]


def test_downstream_and_suspended_tables_have_no_times() -> None:
    assert graph(node(1, None)).next_due({}) is None
    assert graph(node(1, 2, active=False)).next_due({}) is None
    assert graph(node(1, 2)).next_due({}) == T0 + timedelta(seconds=96)


def test_a_due_time_is_taken_once() -> None:
    single = graph(node(1, 1))
    first = T0 + timedelta(seconds=48)
    assert [(found.id, at) for found, at, _ in single.due(first, {})] == [(1, first)]
    assert single.due(first, {1: first}) == []


def test_missed_times_are_told() -> None:
    (found,) = graph(node(1, 1)).due(T0 + timedelta(seconds=150), {})
    assert found[1:] == (T0 + timedelta(seconds=48), T0 + timedelta(seconds=144))
