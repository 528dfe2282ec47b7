"""Fixtures for the tests of other projects: a connection, a server, a clock, and cases in the parity format.

pytest finds this module by its entry point, so an installed ecomsim is enough. Nothing of the engine is imported before
a fixture is used. Every test has an account of its own, in memory, on a virtual clock that begins at `ecomsim_start`;
override that fixture, or mark a test with `ecomsim(start="2026-01-05 08:00", clock="wall", database="SHOP")`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ecomsim.client.connection import Connection
    from ecomsim.server.run import Server

START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
"""Where the clock of a test begins: a Monday morning."""

DATABASE = "TEST"
"""The database that a test begins in; its schema is PUBLIC."""

_OPTIONS = frozenset({"start", "clock", "database"})


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "ecomsim(start, clock, database): how the account of the test begins: an ISO 8601 time, 'virtual' or 'wall', "
        "the database to make",
    )


@dataclass(frozen=True, slots=True)
class Clock:
    """The virtual clock of a test's account."""

    connection: Connection

    @property
    def now(self) -> datetime:
        """The account's present instant, UTC."""
        return self.connection.now()

    def advance(self, delta: timedelta | None = None, **parts: float) -> datetime:
        """Let time pass: a timedelta, or its parts (minutes=10). Tasks and refreshes that fall due run, in time order.

        Returns the new present. Raises InterfaceError on the wall clock.
        """
        self.connection.advance(delta if delta is not None else timedelta(**parts))
        return self.now

    def to(self, moment: datetime) -> datetime:
        """Let time pass up to `moment` (naive: UTC). Raises ValueError for one that has gone by."""
        instant = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
        if instant < self.now:
            raise ValueError(f"{instant.isoformat()} has gone by: it is {self.now.isoformat()}")
        return self.advance(instant - self.now)


@dataclass(frozen=True, slots=True)
class Account:
    """A running server's private account, and how to connect to it."""

    server: Server
    key: str
    start: datetime
    clock: str

    @property
    def url(self) -> str:
        return self.server.url

    def parameters(self, **more: Any) -> dict[str, Any]:
        """Keyword arguments for `snowflake.connector.connect`, and for everything that hands them on to it."""
        own = {"ECOMSIM_ACCOUNT": self.key, "ECOMSIM_CLOCK": self.clock, "ECOMSIM_START": self.start.isoformat()}
        return {
            "account": "local",
            "user": "ecomsim",
            "password": "ecomsim",
            "host": self.server.settings.host,
            "port": self.server.port,
            "protocol": self.server.settings.scheme,
            **more,
            "session_parameters": {**own, **more.get("session_parameters", {})},
        }

    def connect(self, **more: Any) -> Any:
        """A connection of the Snowflake connector to this account."""
        import snowflake.connector

        return snowflake.connector.connect(**self.parameters(**more))


@pytest.fixture
def ecomsim_start() -> datetime:
    """Where the clock of the test's account begins; override it in a conftest.py."""
    return START


@pytest.fixture
def ecomsim_connection(request: pytest.FixtureRequest, ecomsim_start: datetime) -> Iterator[Connection]:
    """A connection to a new account in this process, in an empty database."""
    import ecomsim

    start, clock, database = _settings(request, ecomsim_start)
    options: dict[str, Any] = {"clock": clock} if clock == "wall" else {"clock": clock, "start": start}
    with ecomsim.connect(":memory:", **options) as connection:
        connection.cursor().execute(f"CREATE DATABASE {database}")
        yield connection


@pytest.fixture
def ecomsim_clock(ecomsim_connection: Connection) -> Clock:
    """The clock of `ecomsim_connection`'s account."""
    return Clock(ecomsim_connection)


@pytest.fixture(scope="session")
def _ecomsim_serving() -> Iterator[Server]:
    from ecomsim.server.run import Server
    from ecomsim.server.settings import Settings

    with Server(Settings(port=0)) as server:
        yield server


@pytest.fixture
def ecomsim_server(
    request: pytest.FixtureRequest, _ecomsim_serving: Server, ecomsim_start: datetime
) -> Iterator[Account]:
    """A new account behind Snowflake's protocol, for the connector and every client that takes its parameters.

    One server serves the whole session of tests; the account is the test's own and ends with it.
    """
    import secrets

    start, clock, database = _settings(request, ecomsim_start)
    account = Account(_ecomsim_serving, f"test-{secrets.token_hex(8)}", start, clock)
    with account.connect() as keeper:
        keeper.cursor().execute(f"CREATE DATABASE {database}")
        yield account


@pytest.fixture
def assert_parity(request: pytest.FixtureRequest, ecomsim_start: datetime) -> Callable[[str | Path], None]:
    """A function that runs cases in the parity format (a text, a file, or a folder of files) and compares each answer.

    Each case has a new account and runs in schema DB1.S1 of it. Raises AssertionError with every difference, and
    ValueError for what is no case.
    """

    def check(cases: str | Path) -> None:
        __tracebackhide__ = True
        from ecomsim.parity.backends import Embedded
        from ecomsim.parity.cases import collect, parse, read
        from ecomsim.parity.runner import run

        start, _, _ = _settings(request, ecomsim_start)
        if isinstance(cases, str):
            found = [parse(cases, Path(request.node.name))]
        else:
            found = [read(path) for path in (collect(cases) if cases.is_dir() else [cases])]
        if not any(case.steps for case in found):
            raise ValueError(f"There is no case in {cases}.")
        wrong = []
        for case in found:
            with Embedded(start).place(case) as place:
                wrong += [f"{case.path.name}, {each}" for each in run(case, place.connect, place.advance)]
        if wrong:
            pytest.fail("\n\n".join(wrong), pytrace=False)

    return check


def _settings(request: pytest.FixtureRequest, start: datetime) -> tuple[datetime, str, str]:
    """Start, clock and database of a test. Raises UsageError for what the marker does not know."""
    marker = request.node.get_closest_marker("ecomsim")
    given: dict[str, Any] = {} if marker is None else dict(marker.kwargs)
    if marker is not None and (marker.args or set(given) - _OPTIONS):
        raise pytest.UsageError(f"{request.node.nodeid}: the marker ecomsim takes {', '.join(sorted(_OPTIONS))}")
    begin = given.get("start", start)
    if isinstance(begin, str):
        begin = datetime.fromisoformat(begin)
    if begin.tzinfo is None:
        begin = begin.replace(tzinfo=UTC)
    clock = given.get("clock", "virtual")
    if clock not in ("virtual", "wall"):
        raise pytest.UsageError(f"{request.node.nodeid}: the clock is 'virtual' or 'wall', not {clock!r}")
    return begin, clock, given.get("database", DATABASE)
