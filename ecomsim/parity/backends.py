"""Where parity cases run. A backend gives each case a place of its own: an empty schema and sessions in it.

What a backend cannot run it refuses with a reason, before anything is sent; a real account is in `account`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Protocol

from ecomsim import __version__
from ecomsim.parity.cases import Case
from ecomsim.statements.system_functions import interval

START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
"""Where the virtual clock of a case begins: a Monday morning."""

_numbers = count()


@dataclass(frozen=True, slots=True)
class Place:
    """`connect` gives a new session in the case's schema; `advance` moves the clock, if the backend can."""

    connect: Callable[[], Any]
    advance: Callable[[str], Any] | None


class Backend(Protocol):
    def refuses(self, case: Case) -> str | None:
        """Why the case cannot run here; None when it can."""

    def version(self) -> str:
        """What answers, and of which version."""

    def __enter__(self) -> Backend: ...

    def __exit__(self, *_: object) -> None: ...

    def place(self, case: Case) -> AbstractContextManager[Place]:
        """An empty schema S1 in database DB1, gone when the block ends."""


class Embedded:
    """The engine in this process: each case has an account in memory with a virtual clock."""

    def __init__(self, start: datetime = START) -> None:
        self._start = start

    def refuses(self, case: Case) -> str | None:
        return None

    def version(self) -> str:
        return f"ecomsim {__version__}"

    def __enter__(self) -> Embedded:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    @contextmanager
    def place(self, case: Case) -> Iterator[Place]:
        from ecomsim import connect

        name = f":memory:parity{next(_numbers)}"
        with connect(name, clock="virtual", start=self._start) as keeper:
            keeper.cursor().execute("CREATE DATABASE db1")
            keeper.cursor().execute("CREATE SCHEMA s1")
            yield Place(
                lambda: connect(name, snowflake_database="DB1", schema="S1"),
                lambda text: keeper.advance(delta(text, keeper.account.clock.now())),
            )


class Served:
    """The engine behind HTTP: each case has a private account of one server, through the real connector."""

    def refuses(self, case: Case) -> str | None:
        return None

    def version(self) -> str:
        import snowflake.connector

        return f"ecomsim {__version__} through snowflake-connector-python {snowflake.connector.__version__}"

    def __init__(self) -> None:
        from ecomsim.server.run import Server
        from ecomsim.server.settings import Settings

        self._server = Server(Settings(port=0))

    def __enter__(self) -> Served:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()

    @contextmanager
    def place(self, case: Case) -> Iterator[Place]:
        import snowflake.connector

        def connect(**where: str) -> Any:
            return snowflake.connector.connect(
                user="ecomsim",
                password="ecomsim",
                account="local",
                host=self._server.settings.host,
                port=self._server.port,
                protocol="http",
                session_parameters=session_parameters,
                **where,
            )

        session_parameters = {
            "ECOMSIM_ACCOUNT": f"parity{next(_numbers)}",
            "ECOMSIM_CLOCK": "virtual",
            "ECOMSIM_START": START.isoformat(),
        }
        with closing(connect()) as keeper:
            keeper.cursor().execute("CREATE DATABASE db1")
            keeper.cursor().execute("CREATE SCHEMA s1")
            yield Place(
                lambda: connect(database="DB1", schema="S1"),
                lambda text: keeper.cursor().execute(f"SELECT {clock_call(text)}"),
            )


def clock_call(text: str) -> str:
    """What `-- advance` is in SQL."""
    if text.startswith("to "):
        return f"SYSTEM$ECOMSIM_SET_CLOCK('{text.removeprefix('to ').strip()}')"
    return f"SYSTEM$ECOMSIM_ADVANCE('{text}')"


def delta(text: str, now: datetime) -> timedelta:
    """How far `-- advance` moves the clock: "10 minutes", or "to 2026-03-01 12:00:00" in UTC."""
    if text.startswith("to "):
        return datetime.fromisoformat(text.removeprefix("to ").strip()).replace(tzinfo=UTC) - now
    return interval(text)


def _account() -> Backend:
    from ecomsim.parity.account import Account

    return Account()


BACKENDS: dict[str, Callable[[], Backend]] = {"duckdb": Embedded, "server": Served, "snowflake": _account}
