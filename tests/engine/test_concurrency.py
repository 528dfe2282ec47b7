"""Eight sessions in threads write, read and consume at once: nothing lost, nothing doubled, no deadlock.

ECOMSIM_SECONDS sets how long (`make crash`: 60).
"""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from ecomsim.accounts.account import Account
from ecomsim.errors import SnowflakeError
from ecomsim.sessions.session import Session

SECONDS = float(os.environ.get("ECOMSIM_SECONDS", "4"))
TURNS = 3
"""What each session does at least, however slow the machine."""
LOCK_ERRORS = {625, 627}


class Crew:
    """Threads that run a job until the time is up; unexpected errors are kept."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.deadline = time.monotonic() + SECONDS
        self.errors: list[BaseException] = []
        self.threads: list[threading.Thread] = []
        self.produced = Counter[int]()
        self.guard = threading.Lock()

    def start(self, job, number: int) -> None:
        def run() -> None:
            session = self.account.session(database="D", schema="PUBLIC", parameters={"LOCK_TIMEOUT": 20})
            try:
                turn = 0
                while time.monotonic() < self.deadline or turn < TURNS:
                    turn += 1
                    try:
                        job(self, session, number, turn)
                    except SnowflakeError as error:
                        if error.errno not in LOCK_ERRORS:
                            raise
                        session.rollback()
            except BaseException as error:
                self.errors.append(error)
            finally:
                session.close()

        self.threads.append(threading.Thread(target=run))
        self.threads[-1].start()


def produce(crew: Crew, session: Session, number: int, turn: int) -> None:
    value = number * 1_000_000 + turn
    session.execute(f"INSERT INTO source VALUES ({value}, 0)")
    with crew.guard:
        crew.produced[value] += 1


def produce_in_transaction(crew: Crew, session: Session, number: int, turn: int) -> None:
    value = number * 1_000_000 + turn
    session.execute("BEGIN")
    session.execute(f"INSERT INTO source VALUES ({value}, 0)")
    session.execute(f"UPDATE source SET v = v + 1 WHERE n = {value}")
    session.execute("ROLLBACK" if turn % 3 == 0 else "COMMIT")
    if turn % 3:
        with crew.guard:
            crew.produced[value] += 1


def consume(crew: Crew, session: Session, number: int, turn: int) -> None:
    if turn % 2:
        session.execute("INSERT INTO target SELECT n FROM changes WHERE metadata$action = 'INSERT'")
        return
    session.execute("BEGIN")
    session.execute("INSERT INTO target SELECT n FROM changes WHERE metadata$action = 'INSERT'")
    session.execute("ROLLBACK" if turn % 4 == 0 else "COMMIT")


def read(crew: Crew, session: Session, number: int, turn: int) -> None:
    """A reader sees whole transactions only: v is never seen between two states of one statement."""
    rows = session.execute("SELECT COUNT(*), COUNT(DISTINCT n) FROM source").rows()
    assert rows[0][0] == rows[0][1]


def test_eight_sessions_at_once(tmp_path: Path) -> None:
    with Account.open(tmp_path / "account.duckdb") as account:
        with account.session() as session:
            session.execute("CREATE DATABASE d")
            session.execute("CREATE TABLE source (n INT, v INT)")
            session.execute("CREATE STREAM changes ON TABLE source APPEND_ONLY = TRUE")
            session.execute("CREATE TABLE target (n INT)")
        crew = Crew(account)
        jobs = [produce, produce, produce_in_transaction, produce_in_transaction, consume, consume, read, read]
        for number, job in enumerate(jobs):
            crew.start(job, number)
        for thread in crew.threads:
            thread.join(SECONDS + 600)
            assert not thread.is_alive(), "a session hangs"
        assert not crew.errors, crew.errors
        with account.session(database="D", schema="PUBLIC") as session:
            session.execute("INSERT INTO target SELECT n FROM changes WHERE metadata$action = 'INSERT'")
            target = Counter(row[0] for row in session.execute("SELECT n FROM target").rows())
            source = Counter(row[0] for row in session.execute("SELECT n FROM source").rows())
        assert source == crew.produced
        assert target == source
        assert sum(source.values()) >= 4, "the sessions hardly ran"


def test_a_circle_of_waiters_is_broken_at_once(tmp_path: Path) -> None:
    with Account.open(tmp_path / "account.duckdb") as account:
        with account.session() as session:
            session.execute("CREATE DATABASE d")
            session.execute("CREATE TABLE a AS SELECT 0::INT AS n")
            session.execute("CREATE TABLE b AS SELECT 0::INT AS n")
        one, two = (account.session(database="D", schema="PUBLIC") for _ in range(2))
        one.execute("BEGIN")
        one.execute("UPDATE a SET n = n + 1")
        two.execute("BEGIN")
        two.execute("UPDATE b SET n = n + 20")
        waiter = threading.Thread(target=lambda: one.execute("UPDATE b SET n = n + 1"))
        waiter.start()
        while not any(held.waiting for held in account.locks.listing()):
            time.sleep(0.01)
        with pytest.raises(SnowflakeError, match="deadlock"):
            two.execute("UPDATE a SET n = n + 20")
        two.execute("COMMIT")
        waiter.join(600)
        assert not waiter.is_alive()
        one.execute("COMMIT")
        reader = account.session(database="D", schema="PUBLIC")
        assert reader.execute("SELECT a.n, b.n FROM a, b").rows() == [(1, 21)]


def test_inserts_wait_for_nobody(tmp_path: Path) -> None:
    """Rows inserted side by side all arrive, in the order of the commits, whoever began first."""
    with Account.open(tmp_path / "account.duckdb") as account:
        with account.session() as session:
            session.execute("CREATE DATABASE d")
            session.execute("CREATE TABLE a AS SELECT 0::INT AS n")
            session.execute("CREATE STREAM all_changes ON TABLE a")
            session.execute("CREATE STREAM appended ON TABLE a APPEND_ONLY = TRUE")
        parameters = {"LOCK_TIMEOUT": 0}
        one, two, three = (account.session(database="D", schema="PUBLIC", parameters=parameters) for _ in range(3))
        one.execute("BEGIN")
        one.execute("INSERT INTO a VALUES (1)")
        two.execute("BEGIN")
        two.execute("UPDATE a SET n = n - 1")
        two.execute("INSERT INTO a VALUES (2)")
        two.execute("UPDATE a SET n = n * 10 WHERE n = 2")
        three.execute("INSERT INTO a VALUES (3)")
        assert one.execute("SELECT n FROM a ORDER BY n").rows() == [(0,), (1,), (3,)]
        two.execute("COMMIT")
        assert one.execute("SELECT n FROM a ORDER BY n").rows() == [(-1,), (1,), (3,), (20,)]
        one.execute("INSERT INTO a SELECT n + 100 FROM a WHERE n = 1")
        one.execute("COMMIT")
        read = "SELECT n, metadata$action, metadata$isupdate FROM {} ORDER BY n, 2"
        assert three.execute(read.format("all_changes")).rows() == [
            (-1, "INSERT", True),
            (0, "DELETE", True),
            (1, "INSERT", False),
            (3, "INSERT", False),
            (20, "INSERT", False),
            (101, "INSERT", False),
        ]
        assert [row[0] for row in three.execute(read.format("appended")).rows()] == [1, 2, 3, 101]
        table = account.catalog.all("TABLE")[0]
        rows = three.duck.execute(f'SELECT n, "$row", "$from" FROM _ecomsim.t_{table.id} ORDER BY n').fetchall()
        assert len({row for _, row, _ in rows}) == len(rows)
        assert {n: version for n, _, version in rows} == {3: 2, -1: 3, 20: 3, 1: 4, 101: 4}


def test_a_wait_ends_with_the_lock_timeout(tmp_path: Path) -> None:
    with Account.open(tmp_path / "account.duckdb") as account:
        with account.session() as session:
            session.execute("CREATE DATABASE d")
            session.execute("CREATE TABLE a AS SELECT 0::INT AS n")
        one = account.session(database="D", schema="PUBLIC")
        two = account.session(database="D", schema="PUBLIC", parameters={"LOCK_TIMEOUT": 0})
        one.execute("BEGIN")
        one.execute("UPDATE a SET n = 1")
        with pytest.raises(SnowflakeError) as caught:
            two.execute("DELETE FROM a")
        assert caught.value.errno in LOCK_ERRORS
        assert two.execute("SELECT n FROM a").rows() == [(0,)]
        one.execute("COMMIT")
        assert two.execute("DELETE FROM a").rowcount == 1
