"""The process that test_pipes_exactly_once kills: it puts files beside a pipe that loads them, until it dies.

usage: python pipe_worker.py FOLDER
"""

from __future__ import annotations

import itertools
import sys
from datetime import timedelta
from pathlib import Path

from ecomsim.accounts.account import Account
from ecomsim.pipes import book

LINES = 3


def main(folder: Path) -> None:
    """Forever: a file is written beside the stage and moved there whole, its name said; threads load what comes."""
    files = folder / "files"
    files.mkdir(exist_ok=True)
    with Account.open(folder / "account.duckdb") as account, account.session() as session:
        for statement in (
            "CREATE DATABASE IF NOT EXISTS d",
            "USE SCHEMA d.public",
            "CREATE TABLE IF NOT EXISTS t (file VARCHAR, version INT, line INT)",
            f"CREATE STAGE IF NOT EXISTS st URL = 'file://{files}/'",
            "CREATE PIPE IF NOT EXISTS p AUTO_INGEST = TRUE AS COPY INTO t FROM @st FILE_FORMAT = (TYPE = CSV)",
        ):
            session.execute(statement)
        account.start_scheduler()
        for number in itertools.count(len(list(files.iterdir()))):
            name = f"{number}.csv"
            beside = folder / f"{name}.being-written"
            beside.write_text("".join(f"{name},1,{line}\n" for line in range(1, LINES + 1)))
            beside.rename(files / name)
            account.agenda.pipes.look_again()
            account.agenda.wake()
            loaded = session.execute("SELECT COUNT(DISTINCT file) FROM t").rows()[0][0]
            print(number, loaded, flush=True)


if __name__ == "__main__":
    book.LATENCY, book.EVERY = timedelta(0), 0.0
    main(Path(sys.argv[1]))
