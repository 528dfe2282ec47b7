"""What RESULT_SCAN can read again in a session: the latest results whole, older ones while they are small.

The service keeps results for 24 hours on its own disks; here they stand in memory, so a large one is given up when
LATEST later statements have come, a small one after MOST.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import replace

from ecomsim.statements.result import Result
from ecomsim.values.types import Column

LATEST = 20
SMALL = 200
"""Rows."""
MOST = 1000
"""Statements."""


class KeptResults:
    """Results by query id, oldest first. Statements that run beside a session add theirs from other threads."""

    def __init__(self) -> None:
        self._results: dict[str, Result] = {}
        self._latest: deque[str] = deque()
        self._lock = threading.Lock()

    def get(self, query_id: str) -> Result | None:
        return self._results.get(query_id)

    def add(self, query_id: str, result: Result) -> None:
        with self._lock:
            self._results[query_id] = result
            self._latest.append(query_id)
            if len(self._latest) > LATEST:
                aged = self._latest.popleft()
                if aged in self._results and self._results[aged].num_rows > SMALL:
                    del self._results[aged]
            if len(self._results) > MOST:
                del self._results[next(iter(self._results))]


def told_apart(columns: Iterable[Column]) -> tuple[Column, ...]:
    """The columns as RESULT_SCAN names them: ID, ID_1, ID_2 for those that had one name."""
    met: dict[str, int] = {}
    found = []
    for column in columns:
        count = met.get(column.name, 0)
        met[column.name] = count + 1
        found.append(replace(column, name=f"{column.name}_{count}") if count else column)
    return tuple(found)
