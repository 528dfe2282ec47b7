"""Comparisons made ahead: while a virtual clock steps, a second core asks what the next refreshes will ask.

A refresh that computes its whole query reads every source at a pinned version and the table's own rows, which nobody
else writes: with the same text, the same versions and the same version of the table the answer is the same, whenever
it is asked. When the clock begins a step, the question of each refresh that falls due in it is put for the versions of
that moment, in a thread of its own, while tasks and idle refreshes pass before it.

Invariant: an answer is taken only for the very question it was made for; any other is asked in its place and time. So
what is written, and in which order, is as it would be without. An answer is never needed: a question that fails is
asked again by the refresh itself, which reports the error.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from ecomsim.duck import arrow, arrow_over
from ecomsim.storage import found

if TYPE_CHECKING:
    from ecomsim.account import Account
    from ecomsim.dynamic_tables.definition import Definition
    from ecomsim.dynamic_tables.graph import Graph

PIN = "ecom_pin_"
MISSES = 3
"""Answers in a row that nobody took, after which a table's question is not asked ahead any more."""
_RELATION = re.compile(r"\b_ecomsim\.[th]_(\d+)\b")
IN_ORDER = "SELECT * FROM ecom_rows ORDER BY ALL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A comparison of a query with the stored rows: DuckDB text, the pinned versions by placeholder, the version of the
    stored rows, and the time zone it is asked in.
    """

    sql: str
    pins: Mapping[str, int]
    version: int
    zone: str


@dataclass(slots=True)
class _Known:
    """The latest question about a table, and how often in a row an answer made ahead was of no use."""

    question: Question
    misses: int = 0


class Ahead:
    """The answers of an account that wait for their refreshes, used by whoever moves the clock, one at a time."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._known: dict[int, _Known] = {}
        self._made: dict[int, tuple[Question, Future[pa.Table]]] = {}
        self._thread: ThreadPoolExecutor | None = None

    def begin(self, graph: Graph, target: datetime) -> None:
        """Ask for the refreshes that fall due up to `target` and whose sources have changed since their last."""
        states = self._account.dynamic_tables
        for node, _, _ in sorted(graph.due(target, states.last_due()), key=lambda due: due[1]):
            known = self._known.get(node.id)
            if known is None or known.misses >= MISSES:
                continue
            question, made = self._now(node.id, known.question), self._made.get(node.id)
            if question is None or (made is not None and made[0] == question):
                continue
            if self._thread is None:
                self._thread = ThreadPoolExecutor(1, thread_name_prefix="ahead")
            self._made[node.id] = question, self._thread.submit(self._answer, question)

    def _now(self, table_id: int, last: Question) -> Question | None:
        """The question as of this moment; None when nothing has changed since it was last asked."""
        timelines = self._account.timelines
        numbers = {pin: int(pin.removeprefix(PIN)) for pin in last.pins}
        pins = {pin: timelines.number(number) for pin, number in numbers.items()}
        if not any(timelines.changed_between(numbers[pin], last.pins[pin], pins[pin]) for pin in pins):
            return None
        return replace(last, pins=pins, version=timelines.number(table_id))

    def _answer(self, question: Question) -> pa.Table:
        with self._account.duck.cursor() as duck:
            duck.execute(f"SET TimeZone = '{question.zone}'")
            rows = arrow(duck, question.sql, question.pins)
            return arrow_over(duck, IN_ORDER, {}, {"ecom_rows": rows}) if rows.num_rows > 1 else rows

    def take(
        self, table_id: int, definition: Definition, sql: str, values: Mapping[str, Any], zone: str
    ) -> pa.Table | None:
        """The rows of a refresh's comparison, in order, when they were asked for ahead; None: they are to be asked for.

        What is asked now is remembered, if it depends on nothing but the versions of few rows.
        """
        account, made = self._account, self._made.pop(table_id, None)
        pinned = {f"{PIN}{number}" for number in definition.tables}
        read = {int(number) for number in _RELATION.findall(sql)}
        stays = values.keys() == pinned and read <= {table_id, *definition.tables}
        if not stays or found.is_large(account, read):
            self._known.pop(table_id, None)
            return None
        question = Question(sql=sql, pins=dict(values), version=account.timelines.number(table_id), zone=zone)
        known = self._known.setdefault(table_id, _Known(question))
        known.question = question
        if made is None:
            return None
        answer = _answered(made[1]) if made[0] == question else None
        known.misses = 0 if answer is not None else known.misses + 1
        return answer

    def settle(self) -> None:
        """Return when nothing is being asked any more."""
        wait([future for _, future in list(self._made.values())])

    def close(self) -> None:
        """End the thread; what it was asked is answered first, or never begun."""
        if self._thread is not None:
            self._thread.shutdown(wait=True, cancel_futures=True)


def _answered(future: Future[pa.Table]) -> pa.Table | None:
    """What the thread found; None when DuckDB refused: then the refresh asks, and says so."""
    try:
        return future.result()
    except duckdb.Error:
        return None


def of(account: Account) -> Ahead | None:
    """What asks ahead for an account; None on the wall clock, whose refreshes come as they come, and on one core."""
    if not account.clock.is_virtual or (os.cpu_count() or 1) < 2:
        return None
    if account.ahead is None:
        account.ahead = Ahead(account)
    return account.ahead
