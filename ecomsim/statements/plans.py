"""Plans: what binding a query gave, kept so that a repeated statement costs a dictionary look-up.

A plan is valid for one text in one context (current database and schema, parameters, types of the binds) and one
version of the catalog.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from ecomsim.values.types import Column, SnowflakeType

if TYPE_CHECKING:
    from ecomsim.lineage.access import Access
    from ecomsim.sessions.session import Session
    from ecomsim.statements.result import Result

CAPACITY = 1000

Binds = Mapping[str, tuple[Any, SnowflakeType]]


class Runnable(Protocol):
    """A bound statement that can be run again and again."""

    @property
    def cacheable(self) -> bool:
        """False when it holds facts of the moment it was bound."""

    def run(self, session: Session, binds: Binds) -> Result: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A bound query: DuckDB text, result columns, the placeholders to fill in, and the streams it reads."""

    sql: str
    columns: tuple[Column, ...]
    parameters: frozenset[str]
    streams: frozenset[int] = field(default_factory=frozenset)
    tables: frozenset[int] = field(default_factory=frozenset)
    cacheable: bool = True
    needs_warehouse: bool = True
    access: Access | None = None  # None: no object of the account is read
    is_row: bool = False  # a SELECT without FROM, its columns of types that look the same in DuckDB's rows

    def run(self, session: Session, binds: Binds) -> Result:
        """The rows, with their Snowflake types."""
        from ecomsim.statements import execution

        return execution.run_plan(session, self, binds)


class PlanCache:
    """The most recently used plans of an account, for one catalog version at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._version = -1
        self._plans: OrderedDict[Hashable, Runnable] = OrderedDict()

    def get(self, version: int, key: Hashable) -> Runnable | None:
        with self._lock:
            if version != self._version:
                self._plans.clear()
                self._version = version
                return None
            plan = self._plans.get(key)
            if plan is not None:
                self._plans.move_to_end(key)
            return plan

    def put(self, version: int, key: Hashable, plan: Runnable) -> None:
        with self._lock:
            if version != self._version:
                return
            self._plans[key] = plan
            if len(self._plans) > CAPACITY:
                self._plans.popitem(last=False)
