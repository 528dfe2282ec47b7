"""The graph of dynamic tables: who reads whom, when each is due, and in which order they refresh.

A value: built from the catalog, never changed. Inputs that are no dynamic tables are not part of it. Order is always
upstream first, then by name, so that equal graphs refresh equally. Source: spec/dynamic-tables.md sections 4, 7, 10.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ecomsim.dynamic_tables import lag
from ecomsim.names import Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One dynamic table. `target_lag` None is DOWNSTREAM; `scheduled`: neither suspended nor SCHEDULER = DISABLE;
    `scheduled_from`: due times after this instant count; `inputs`: ids of the dynamic tables it reads.
    """

    id: int
    name: Name
    target_lag: timedelta | None
    inputs: frozenset[int] = frozenset()
    active: bool = True
    disabled: bool = False
    scheduled_from: datetime | None = None

    @property
    def scheduled(self) -> bool:
        return self.active and not self.disabled


@dataclass(frozen=True, slots=True)
class Graph:
    nodes: Mapping[int, Node]
    _consumers: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for node in self.nodes.values():
            for source in node.inputs:
                self._consumers[source] = (*self._consumers.get(source, ()), node.id)

    def consumers(self, identifier: int) -> tuple[int, ...]:
        """Dynamic tables that read this one directly."""
        return self._consumers.get(identifier, ())

    def downstream(self, identifier: int) -> list[Node]:
        """Everything that depends on a table, nearest first, without the table itself."""
        return self._reach(identifier, lambda node: self.consumers(node.id))

    def upstream(self, identifier: int) -> list[Node]:
        """Every dynamic table that refreshes with this one; SCHEDULER = DISABLE ends the cascade."""
        return self._reach(identifier, lambda node: node.inputs)

    def _reach(self, start: int, step: Callable[[Node], Iterable[int]]) -> list[Node]:
        found: dict[int, Node] = {}
        waiting = [self.nodes[start]]
        while waiting:
            for following in sorted(step(waiting.pop(0))):
                node = self.nodes.get(following)
                if node is not None and following not in found and following != start:
                    found[following] = node
                    waiting.append(node)
        return list(found.values())

    def cascade(self, identifiers: Iterable[int]) -> list[Node]:
        """The tables a refresh of `identifiers` refreshes, in order. A disabled table refreshes only by itself."""
        wanted = set(identifiers)
        waiting = [self.nodes[identifier] for identifier in wanted if not self.nodes[identifier].disabled]
        while waiting:
            for source in waiting.pop().inputs:
                node = self.nodes.get(source)
                if node is not None and node.id not in wanted and not node.disabled:
                    wanted.add(node.id)
                    waiting.append(node)
        return self.ordered(wanted)

    def ordered(self, identifiers: Iterable[int]) -> list[Node]:
        """Upstream first, then by name."""
        left = {identifier: self.nodes[identifier] for identifier in identifiers}
        found: list[Node] = []
        while left:
            ready = sorted((node for node in left.values() if not node.inputs & left.keys()), key=lambda n: n.name)
            if not ready:  # a cycle cannot be created; a definition that was replaced may still claim one
                ready = sorted(left.values(), key=lambda node: node.name)[:1]
            for node in ready:
                found.append(node)
                del left[node.id]
        return found

    def next_due(self, last: Mapping[int, datetime]) -> datetime | None:
        """The next instant at which some table is due. `last`: id to its last due time that was dealt with."""
        return min((due for _, due in self._times(last)), default=None)

    def due(self, now: datetime, last: Mapping[int, datetime]) -> list[tuple[Node, datetime, datetime]]:
        """The tables due at or before `now`, in order: (table, first due time not dealt with, latest due time)."""
        times = {node.id: due for node, due in self._times(last) if due <= now}
        found = []
        for node in self.ordered(times):
            assert node.target_lag is not None
            found.append((node, times[node.id], lag.latest_time(now, lag.period(node.target_lag))))
        return found

    def _times(self, last: Mapping[int, datetime]) -> list[tuple[Node, datetime]]:
        """Each table with a schedule of its own, and its first due time not yet dealt with.

        A DOWNSTREAM table has none: it refreshes when a consumer does.
        """
        found = []
        for node in self.nodes.values():
            starts = [start for start in (node.scheduled_from, last.get(node.id)) if start is not None]
            if node.scheduled and node.target_lag is not None and starts:
                found.append((node, lag.next_time(max(starts), lag.period(node.target_lag))))
        return found
