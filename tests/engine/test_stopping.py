"""Stopping statements: limits of time, cancelled sessions, warehouses whose statements are aborted."""

import threading
import time
from datetime import timedelta

import pytest

from ecomsim import errors
from ecomsim.accounts.account import Account
from ecomsim.errors import SnowflakeError
from ecomsim.sessions.session import Session

FOREVER = """
    SELECT COUNT(*)
    FROM TABLE(GENERATOR(ROWCOUNT => 100000)) a,
        TABLE(GENERATOR(ROWCOUNT => 100000)) b,
        TABLE(GENERATOR(ROWCOUNT => 100000)) c
    WHERE UNIFORM(1, 1000000000, RANDOM()) = 1"""

STUBBORN = """
    BEGIN
        LOOP
            BEGIN
                SELECT 1;
            EXCEPTION WHEN OTHER THEN
                SELECT 2;
            END;
        END LOOP;
    EXCEPTION WHEN OTHER THEN
        RETURN 'caught';
    END"""


class Running:
    """A statement in a thread of its own, and how it ended."""

    def __init__(self, session: Session, sql: str) -> None:
        self.error: SnowflakeError | None = None
        self._thread = threading.Thread(target=self._run, args=(session, sql))
        self._thread.start()

    def _run(self, session: Session, sql: str) -> None:
        try:
            session.execute(sql)
        except SnowflakeError as error:
            self.error = error

    def ended(self) -> SnowflakeError | None:
        self._thread.join()
        return self.error


def until(happens) -> None:
    while not happens():
        time.sleep(0.005)


def failure(session: Session, sql: str) -> SnowflakeError:
    with pytest.raises(SnowflakeError) as caught:
        session.execute(sql)
    return caught.value


@pytest.fixture
def wall():
    with Account.open(clock="wall") as account:
        yield account


def test_a_statement_ends_at_its_limit_and_the_session_goes_on(wall):
    session = wall.session()
    session.execute("ALTER SESSION SET STATEMENT_TIMEOUT_IN_SECONDS = 1")
    error = failure(session, FOREVER)
    assert (error.errno, error.sqlstate) == (630, "57014")
    assert error.raw_msg == "Statement reached its statement or warehouse timeout of 1 second(s) and was canceled."
    assert session.execute("SELECT 1").rows() == [(1,)]


def test_the_lower_limit_of_session_and_warehouse_counts(account):
    session = account.session()
    session.execute("ALTER WAREHOUSE COMPUTE_WH SET STATEMENT_TIMEOUT_IN_SECONDS = 60")
    session.execute("ALTER SESSION SET STATEMENT_TIMEOUT_IN_SECONDS = 90")
    before = session.clock.now()
    assert "timeout of 60 second(s)" in failure(session, "SELECT SYSTEM$WAIT(100)").raw_msg
    assert timedelta(seconds=60) <= session.clock.now() - before < timedelta(seconds=61)
    session.execute("ALTER SESSION SET STATEMENT_TIMEOUT_IN_SECONDS = 30")
    assert "timeout of 30 second(s)" in failure(session, "SELECT SYSTEM$WAIT(100)").raw_msg
    session.execute("ALTER SESSION SET STATEMENT_TIMEOUT_IN_SECONDS = 0")
    session.execute("ALTER WAREHOUSE COMPUTE_WH SET STATEMENT_TIMEOUT_IN_SECONDS = 0")
    assert session.execute("SELECT SYSTEM$WAIT(100)").rows() == [("waited 100 seconds",)]


def test_waits_in_a_block_add_up_to_the_limit(account):
    session = account.session()
    session.execute("ALTER SESSION SET STATEMENT_TIMEOUT_IN_SECONDS = 60")
    error = failure(session, "BEGIN SELECT SYSTEM$WAIT(40); SELECT SYSTEM$WAIT(40); END")
    assert error.errno == 630


def test_no_handler_catches_being_stopped(wall):
    session = wall.session()
    statement = Running(session, STUBBORN)
    until(lambda: session.stop(errors.canceled()))
    error = statement.ended()
    assert error is not None
    assert error.errno == 604


def test_a_session_that_runs_nothing_is_not_stopped(wall):
    session = wall.session()
    assert session.stop(errors.canceled()) is False
    assert session.execute("SELECT 1").rows() == [(1,)]


def test_statements_of_a_warehouse_are_aborted(wall):
    administrator, busy, elsewhere = wall.session(), wall.session(), wall.session()
    administrator.execute("CREATE WAREHOUSE small_wh")
    busy.execute("USE WAREHOUSE small_wh")
    elsewhere.execute("USE WAREHOUSE compute_wh")
    statement, other = Running(busy, STUBBORN), Running(elsewhere, STUBBORN)
    until(lambda: busy.stopping.query_id and elsewhere.stopping.query_id)
    administrator.execute("ALTER WAREHOUSE small_wh ABORT ALL QUERIES")
    error = statement.ended()
    assert error is not None
    assert error.errno == 604
    assert other.error is None
    until(lambda: elsewhere.stop(errors.canceled()))
    other.ended()
