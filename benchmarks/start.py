"""Starting: new processes that import, print the help, begin an account in memory, open one with 10,000 objects.

usage: python -m benchmarks.start   (about a minute; the account of 10,000 objects is made first)

Milliseconds of the median of ROUNDS processes, against what each may take. Compiled modules are kept, as after an
installation, in a folder of this run's own.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import ecomsim
from benchmarks.ratios import Ratio, show, timed

ROUNDS = 5
SCHEMAS, EACH = 10, 500  # 500 tables and 500 views in each schema
BEGIN = "import ecomsim; ecomsim.connect({at}).cursor().execute('SELECT 1').fetchall()"


def make(database: Path) -> None:
    """An account with 10,000 tables and views."""
    with ecomsim.connect(database, clock="virtual") as connection, connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE d")
        for schema in range(SCHEMAS):
            cursor.execute(f"CREATE SCHEMA d.s{schema}")
            for number in range(EACH):
                cursor.execute(f"CREATE TABLE d.s{schema}.t{number} (a INT, b VARCHAR(20), c TIMESTAMP)")
                cursor.execute(f"CREATE VIEW d.s{schema}.v{number} AS SELECT a, b FROM d.s{schema}.t{number}")


def main() -> list[Ratio]:
    print(f"{'starting, a new process each':<58} {'took':>12} {'limit':>12} {'ratio':>7}")
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "many.duckdb"
        make(database)
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = f"{folder}/compiled"
        actions = {
            "import ecomsim": (["-c", "import ecomsim"], 150),
            "ecomsim --help": (["-m", "ecomsim", "--help"], 300),
            "an account in memory, SELECT 1": (["-c", BEGIN.format(at="")], 700),
            "open 10,000 objects, SELECT 1": (["-c", BEGIN.format(at=repr(str(database)))], 500),
        }
        found = []
        for name, (arguments, limit) in actions.items():
            command = [sys.executable, *arguments]

            def run(command: list[str] = command) -> None:
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)

            run()
            took = statistics.median(timed(run) for _ in range(ROUNDS))
            found.append(show(Ratio(name, took, limit, limit=1.0)))
    return found


if __name__ == "__main__":
    main()
