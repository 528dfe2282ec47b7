"""The service behind the routes: accounts, sessions, queries, and the threads that run statements.

The event loop only moves bytes; whatever may take time runs in a thread of the pool.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from ecomsim.histories import logins
from ecomsim.server import answers, statements
from ecomsim.server.hosting import Hosting
from ecomsim.server.queries import Book, Finished, Query
from ecomsim.server.sessions import Login, Logins
from ecomsim.server.settings import Settings

T = TypeVar("T")


class Service:
    """Everything one server holds. Open it before serving and close it after."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._spill_folder = tempfile.TemporaryDirectory(prefix="ecomsim-results-", ignore_cleanup_errors=True)
        self.hosting = Hosting(settings, Path(self._spill_folder.name))
        self.logins = Logins(settings)
        self.book = Book(settings)
        self.pool = ThreadPoolExecutor(settings.threads, thread_name_prefix="ecomsim")

    async def work(self, function: Callable[..., T], *arguments: Any) -> T:
        """Run a function in the pool."""
        return await asyncio.get_running_loop().run_in_executor(self.pool, lambda: function(*arguments))

    # --- queries ---------------------------------------------------------------------------------------------

    def submit(
        self,
        login: Login,
        request_id: str,
        body: Mapping[str, Any],
        run: Callable[[Query, Book], None] = statements.run_query,
    ) -> Query:
        """Begin a query, or find the one that this request began before. Call it on the event loop."""
        text = body.get("sqlText")
        query = Query(
            id=login.hosted.account.new_query_id(),
            login=login,
            text=text if isinstance(text, str) else "",
            options=body,
            request_id=request_id,
        )
        entered = self.book.enter(query)
        if entered is query:
            stoppable = login.hosted.account.stoppable
            stoppable.add(query.id, login.engine.id, query.cancel)
            query.outcome.add_done_callback(lambda _: stoppable.remove(query.id))
            self.pool.submit(run, query, self.book)
        return entered

    async def outcome(self, query: Query) -> Finished | None:
        """The outcome of a query, or None when it takes longer than an answer may wait."""
        query.asked = time.time()
        if query.is_done:
            return query.outcome.result()
        future = asyncio.wrap_future(query.outcome)
        done, _ = await asyncio.wait({future}, timeout=self.settings.hold.total_seconds())
        return future.result() if done else None

    async def answer(self, query: Query, base_url: str) -> bytes:
        """The answer of a query: its outcome, or that it still runs."""
        finished = await self.outcome(query)
        if finished is None:
            return answers.dumps(answers.running(query, answers.RUNNING))
        if answers.is_small(finished):
            return answers.of_query(query, finished, base_url, self.book)
        return await self.work(answers.of_query, query, finished, base_url, self.book)

    # --- the end of sessions ---------------------------------------------------------------------------------

    def log_out(self, login: Login, reason: str = "LOGOUT") -> None:
        """End a session: its statements are canceled, its open transaction is rolled back. `reason`: for SESSIONS."""
        if not self.logins.remove(login):
            return
        self.book.stop_all(login)
        with login.engine.lock:
            login.engine.close()
        logins.closed(login.hosted.account, login.event_id, reason)
        self.hosting.release(login.hosted)
        if login.hosted is not self.hosting.main and not login.hosted.logins:
            self.book.forget_account(login)

    async def sweep(self, every: float = 60.0) -> None:
        """Log out abandoned sessions and cancel detached queries, for as long as the server runs."""
        while True:
            await asyncio.sleep(every)
            self.book.forget_old()
            self.book.abort_detached(time.time())
            for login in self.logins.abandoned():
                await self.work(self.log_out, login, "ABANDONED")

    def close(self) -> None:
        """Cancel what runs, close the sessions and the accounts."""
        self.book.stop_all()
        for login in self.logins.all():
            self.log_out(login, "UNKNOWN")
        self.pool.shutdown(wait=True, cancel_futures=True)
        self.hosting.close()
        self._spill_folder.cleanup()
