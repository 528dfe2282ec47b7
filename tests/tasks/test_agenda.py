"""The agenda across restarts and on the wall clock (C-T-69, C-T-81)."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ecomsim.accounts.account import Account
from ecomsim.agenda import scheduler
from ecomsim.sessions.session import Session

UTC_ONLY = {"TIMEZONE": "UTC"}
ENDLESS = "SELECT count(*) FROM TABLE(GENERATOR(ROWCOUNT => 2000000000)) a CROSS JOIN TABLE(GENERATOR(ROWCOUNT => 9)) b"


def furnish(session: Session) -> Session:
    for statement in ("CREATE DATABASE db", "CREATE SCHEMA db.s", "USE SCHEMA db.s", "CREATE TABLE log (x VARCHAR)"):
        session.execute(statement)
    return session


def runs(session: Session) -> list[tuple[str, str]]:
    return session.execute(  # type: ignore[return-value]
        "SELECT name, state FROM TABLE(db.information_schema.task_history()) WHERE state <> 'SCHEDULED'"
    ).rows()


def test_a_restart_makes_up_for_nothing_and_keeps_the_grid(tmp_path: Path) -> None:
    path = tmp_path / "account.duckdb"

    def at(hour: int, minute: int, second: int = 0) -> datetime:
        return datetime(2026, 1, 1, hour, minute, second, tzinfo=UTC)

    with Account.open(path, clock="virtual", start=at(9, 0)) as account:
        session = furnish(account.session(parameters=UTC_ONLY))
        session.execute("CREATE TASK t SCHEDULE = '10 MINUTES' AS INSERT INTO nope VALUES (1)")
        session.execute("ALTER TASK t RESUME")
        account.advance_to(at(9, 15))
    with Account.open(path, clock="virtual", start=at(10, 5)) as account:
        session = account.session(parameters=UTC_ONLY)
        waiting = "SELECT scheduled_time FROM TABLE(db.information_schema.task_history()) WHERE state = 'SCHEDULED'"
        assert [f"{row[0]:%H:%M}" for row in session.execute(waiting).rows()] == ["10:10"]
        account.advance_to(at(10, 12))
        times = session.execute(
            "SELECT scheduled_time FROM TABLE(db.information_schema.task_history()) WHERE state = 'FAILED'"
        ).rows()
        assert [f"{row[0]:%H:%M}" for row in reversed(times)] == ["09:10", "10:10"]
        task = account.catalog.all("TASK")[0]
        assert account.agenda.history.failures(task.id) == 2


def test_a_run_cut_off_by_a_crash_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "account.duckdb"
    with Account.open(path, clock="virtual", start=datetime(2026, 1, 1, tzinfo=UTC)) as account:
        session = furnish(account.session(parameters=UTC_ONLY))
        session.execute("CREATE TASK t AS INSERT INTO log VALUES ('a')")
        session.execute("EXECUTE TASK t")
        account.agenda.flush()
        with account.internal() as duck:
            duck.execute("UPDATE _ecomsim.task_runs SET state = 'EXECUTING', completed_time = NULL")
    with Account.open(path, clock="virtual", start=datetime(2026, 1, 2, tzinfo=UTC)) as account:
        assert runs(account.session(parameters=UTC_ONLY)) == [("T", "FAILED")]


@pytest.fixture
def live() -> Iterator[tuple[Account, Session]]:
    with Account.open() as account:
        session = furnish(account.session(parameters=UTC_ONLY))
        account.start_scheduler()
        yield account, session


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait, however slow the machine: the limit only ends a test that would hang."""
    end = time.monotonic() + 300
    while not condition():
        assert time.monotonic() < end, "nothing happened in time"
        time.sleep(0.02)


def until_there_is(x: str, own: str) -> str:
    """A body that notes its own name and ends only when `x` has been noted as well."""
    return f"""
        DECLARE n INTEGER DEFAULT 0;
        BEGIN
            INSERT INTO log VALUES ('{own}');
            WHILE (n = 0) DO
                SELECT COUNT(*) INTO :n FROM log WHERE x = '{x}';
                CALL SYSTEM$WAIT(20, 'MILLISECONDS');
            END WHILE;
        END"""


def test_siblings_run_in_parallel_on_the_wall_clock(live: tuple[Account, Session]) -> None:
    _, session = live
    for statement in (
        "CREATE TASK r AS INSERT INTO log VALUES ('r')",
        f"CREATE TASK a AFTER r AS {until_there_is('b', 'a')}",
        f"CREATE TASK b AFTER r AS {until_there_is('a', 'b')}",
        "CREATE TASK c AFTER a, b AS INSERT INTO log VALUES ('c')",
        "ALTER TASK a RESUME",
        "ALTER TASK b RESUME",
        "ALTER TASK c RESUME",
        "EXECUTE TASK r",
    ):
        session.execute(statement)
    wait_for(lambda: ("C", "SUCCEEDED") in runs(session))  # one after the other they would wait for ever
    noted = [row[0] for row in session.execute("SELECT x FROM log").rows()]
    assert (noted[0], sorted(noted[1:3]), noted[3]) == ("r", ["a", "b"], "c")


def test_a_running_task_can_be_cancelled(live: tuple[Account, Session]) -> None:
    account, session = live
    session.execute("CREATE TASK t AS SELECT SYSTEM$WAIT(60)")
    session.execute("EXECUTE TASK t")
    wait_for(lambda: runs(session) == [("T", "EXECUTING")])
    wait_for(lambda: bool(account.agenda.runner.executing()))
    text = session.execute("SELECT SYSTEM$USER_TASK_CANCEL_ONGOING_EXECUTIONS('t')").rows()[0][0]
    assert text.startswith("Marked 1 task runs for cancellation.")
    wait_for(lambda: runs(session) == [("T", "CANCELLED")])


@pytest.mark.parametrize(("grace", "state"), [(300.0, "SUCCEEDED"), (0.01, "CANCELLED")])
def test_closing_waits_a_moment_for_running_tasks(
    live: tuple[Account, Session], monkeypatch: pytest.MonkeyPatch, grace: float, state: str
) -> None:
    monkeypatch.setattr(scheduler, "GRACE_SECONDS", grace)
    account, session = live
    session.execute(f"CREATE TASK t AS {until_there_is('go', 't')}")
    session.execute("EXECUTE TASK t")
    wait_for(lambda: session.execute("SELECT x FROM log").rows() == [("t",)])
    stopping = threading.Thread(target=account.stop_scheduler)
    stopping.start()
    wait_for(lambda: account.agenda._background is None)
    if state == "SUCCEEDED":
        session.execute("INSERT INTO log VALUES ('go')")  # only this lets the task end
    stopping.join()
    assert runs(session) == [("T", state)]


def test_a_running_statement_is_stopped_at_its_limit(live: tuple[Account, Session]) -> None:
    _, session = live
    session.execute(f"CREATE TASK t USER_TASK_TIMEOUT_MS = 300 AS {ENDLESS}")
    session.execute("EXECUTE TASK t")
    wait_for(lambda: runs(session) == [("T", "FAILED")])
    message = session.execute("SELECT error_message FROM TABLE(information_schema.task_history())").rows()[0][0]
    assert message.startswith("Statement reached its statement or warehouse timeout of ")


def test_advancing_the_clock_leaves_the_process_as_it_was() -> None:
    """Meanwhile DuckDB has one thread and garbage is collected seldom."""
    before = gc.get_threshold()
    with Account.open(clock="virtual") as account:

        def threads() -> object:
            return account.duck.execute("SELECT current_setting('threads')").fetchone()

        own = threads()
        with account.steadily():
            assert gc.get_threshold()[0] > before[0]
            account.advance(timedelta(hours=1))
            assert threads() == (1,)
            assert gc.get_threshold()[0] > before[0], "the clock was advanced inside of the block"
        assert (gc.get_threshold(), threads()) == (before, own)
