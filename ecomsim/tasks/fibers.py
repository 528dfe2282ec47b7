"""Fibers: task runs that overlap on a virtual clock, one of them at a time.

A fiber is a thread that works only while whoever resumed it stands still, so at any moment one thread works and a
simulated day is the same every time. A fiber that waits gives control back; the agenda resumes it when its moment has
come, and starts meanwhile what falls due.
"""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any

AT_ONCE = datetime.min.replace(tzinfo=UTC)
"""When a fiber goes on that waits for no moment any more."""


class Fiber:
    """One thread with its turn. `turn` counts its waits: a wake-up that belongs to an earlier wait means nothing."""

    def __init__(self, fibers: Fibers) -> None:
        self.turn = 0
        self._fibers = fibers
        self._work: Callable[[], Any] | None = None
        self._error: BaseException | None = None
        self._go, self._back = threading.Lock(), threading.Lock()
        self._go.acquire()
        self._back.acquire()
        threading.Thread(target=self._loop, name="fiber", daemon=True).start()

    def resume(self, work: Callable[[], Any] | None = None) -> bool:
        """Let it work until it waits or ends; whether it has ended. Raises what its work raised."""
        self._work = work or self._work
        self._go.release()
        self._back.acquire()
        error, self._error = self._error, None
        if error is not None:
            raise error
        return self._work is None

    def pause(self) -> None:
        """Give control back; called by the fiber itself."""
        self._back.release()
        self._go.acquire()

    def end(self) -> None:
        """End the thread of a fiber that has nothing to do."""
        self._go.release()

    def _loop(self) -> None:
        self._fibers.here.fiber = self
        while True:
            self._go.acquire()
            if self._work is None:
                return
            try:
                self._work()
            except BaseException as error:  # raised again by whoever resumed the fiber
                self._error = error
            finally:
                self._work = None
                self._back.release()


class Fibers:
    """The fibers of one agenda."""

    def __init__(self) -> None:
        self.here = threading.local()
        self._order = itertools.count()
        self._asleep: list[tuple[datetime, int, int, Fiber]] = []
        self._idle: list[Fiber] = []

    @property
    def current(self) -> Fiber | None:
        """The fiber that runs the caller; None outside of all."""
        return getattr(self.here, "fiber", None)

    def start(self, work: Callable[[], Any]) -> None:
        """Run `work` in a fiber; returns when it has ended or waits for the first time."""
        self._resume(self._idle.pop() if self._idle else Fiber(self), work)

    def spawn(self, work: Callable[[], Any]) -> Future[Any]:
        """The same, with the result of `work` as a future."""
        future: Future[Any] = Future()

        def run() -> None:
            try:
                future.set_result(work())
            except BaseException as error:  # belongs to whoever asks for the result
                future.set_exception(error)

        self.start(run)
        return future

    def wait_until(self, instant: datetime) -> None:
        """The current fiber waits until the agenda reaches `instant`, or somebody wakes it."""
        fiber = self._current()
        self._sleep(fiber, instant)
        fiber.pause()

    def wait_any(self, futures: Sequence[Future[Any]]) -> None:
        """The current fiber waits until one of `futures` is done."""
        fiber = self._current()
        if any(future.done() for future in futures):
            return
        turn = fiber.turn
        for future in futures:
            future.add_done_callback(lambda _: self.wake(fiber, turn))
        fiber.pause()

    def wake(self, fiber: Fiber, turn: int) -> None:
        """Let a waiting fiber go on at once, unless it did so already."""
        if fiber.turn == turn:
            self._sleep(fiber, AT_ONCE)

    def next_due(self) -> datetime | None:
        """When the next waiting fiber goes on."""
        while self._asleep and self._asleep[0][2] != self._asleep[0][3].turn:
            heapq.heappop(self._asleep)
        return self._asleep[0][0] if self._asleep else None

    def run_due(self, instant: datetime) -> int:
        """Resume every fiber that waits for `instant` or an earlier moment, in order; returns how many."""
        count = 0
        while (due := self.next_due()) is not None and due <= instant:
            _, _, _, fiber = heapq.heappop(self._asleep)
            fiber.turn += 1
            self._resume(fiber)
            count += 1
        return count

    def close(self) -> None:
        """End the threads of the fibers that have nothing to do."""
        while self._idle:
            self._idle.pop().end()

    def _current(self) -> Fiber:
        fiber = self.current
        if fiber is None:
            raise RuntimeError("only a fiber can wait")
        return fiber

    def _sleep(self, fiber: Fiber, until: datetime) -> None:
        heapq.heappush(self._asleep, (until, next(self._order), fiber.turn, fiber))

    def _resume(self, fiber: Fiber, work: Callable[[], Any] | None = None) -> None:
        if fiber.resume(work):
            self._idle.append(fiber)
