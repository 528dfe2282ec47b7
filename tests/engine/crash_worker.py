"""The process that test_crash kills: it produces rows and moves them through a stream until it dies.

usage: python crash_worker.py DATABASE
"""

from __future__ import annotations

import itertools
import sys

from ecomsim.accounts.account import Account
from ecomsim.sessions.session import Session


def prepare(session: Session) -> None:
    session.execute("CREATE DATABASE IF NOT EXISTS d")
    session.execute("USE SCHEMA d.public")
    session.execute("CREATE TABLE IF NOT EXISTS source (n INT, v INT)")
    session.execute("CREATE STREAM IF NOT EXISTS changes ON TABLE source")
    session.execute("CREATE TABLE IF NOT EXISTS journal (n INT, v INT, sign INT)")
    session.execute("CREATE TABLE IF NOT EXISTS rounds (n INT)")


JOURNAL = "INSERT INTO journal SELECT n, v, IFF(metadata$action = 'INSERT', 1, -1) FROM changes"
"""Adding up the signs of the journal gives the source, if every change arrives exactly once."""


def work(session: Session) -> None:
    """Forever: insert, update, delete, and move the changes in one statement or in a transaction."""
    start = int(session.execute("SELECT COALESCE(MAX(n), 0) FROM rounds").rows()[0][0]) + 1
    for n in itertools.count(start):
        session.execute(f"INSERT INTO source VALUES ({n}, 0), ({n}, 1)")
        session.execute(f"UPDATE source SET v = v + 10 WHERE n = {n - n % 3}")
        if n % 5 == 0:
            session.execute(f"DELETE FROM source WHERE n = {n - 2}")
        if n % 2:
            session.execute("BEGIN")
            session.execute(JOURNAL)
            session.execute(f"INSERT INTO rounds VALUES ({n})")
            session.execute("COMMIT")
        else:
            session.execute(JOURNAL)
            session.execute(f"INSERT INTO rounds VALUES ({n})")
        print(n, flush=True)


if __name__ == "__main__":
    with Account.open(sys.argv[1]) as account:
        worker_session = account.session()
        prepare(worker_session)
        work(worker_session)
