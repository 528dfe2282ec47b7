"""Starting: new processes that import, print the help, begin an account in memory, open one with 10,000 objects.

usage: python -m benchmarks.start   (about two minutes; the account of 10,000 objects is made first)

Milliseconds of the median of ROUNDS processes, against what each may take: from the start of the process until its
answer is there, and apart from it what the process took from then to its end, where it writes the file. Compiled
modules are kept, as after an installation, in a folder of this run's own.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import ecomsim
from benchmarks.ratios import Ratio, show

ROUNDS = 5
SCHEMAS, EACH = 10, 500  # 500 tables and 500 views in each schema
BEGIN = (
    "import ecomsim; connection = ecomsim.connect({at}); "
    "print(connection.cursor().execute('SELECT 1').fetchall(), flush=True); connection.close()"
)


def make(database: Path) -> None:
    """An account with 10,000 tables and views."""
    with ecomsim.connect(database, clock="virtual") as connection, connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE d")
        for schema in range(SCHEMAS):
            cursor.execute(f"CREATE SCHEMA d.s{schema}")
            for number in range(EACH):
                cursor.execute(f"CREATE TABLE d.s{schema}.t{number} (a INT, b VARCHAR(20), c TIMESTAMP)")
                cursor.execute(f"CREATE VIEW d.s{schema}.v{number} AS SELECT a, b FROM d.s{schema}.t{number}")


def answer(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Milliseconds until the first line of what a new process prints, and from there to its end."""
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        first = time.perf_counter()
        process.stdout.read()
    assert said, f"no answer from {command}"
    assert process.returncode == 0, f"{command} ended with {process.returncode}"
    return (first - began) * 1000, (time.perf_counter() - first) * 1000


def main() -> list[Ratio]:
    print(f"{'starting, a new process each':<58} {'took':>12} {'limit':>12} {'ratio':>7}")
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "many.duckdb"
        make(database)
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = f"{folder}/compiled"
        actions = {
            "import ecomsim": (["-c", "import ecomsim; print(ecomsim.__version__, flush=True)"], 150, None),
            "ecomsim --help": (["-m", "ecomsim", "--help"], 300, None),
            "an account in memory, SELECT 1": (["-c", BEGIN.format(at="")], 700, None),
            "open 10,000 objects, SELECT 1": (["-c", BEGIN.format(at=repr(str(database)))], 500, 500),
        }
        found = []
        for name, (arguments, limit, end_limit) in actions.items():
            command = [sys.executable, *arguments]
            answer(command, environment)  # compiles the modules
            took = [answer(command, environment) for _ in range(ROUNDS)]
            found.append(show(Ratio(name, statistics.median(first for first, _ in took), limit, limit=1.0)))
            if end_limit is not None:
                closing = statistics.median(rest for _, rest in took)
                found.append(show(Ratio(f"{name}: close it again", closing, end_limit, limit=1.0)))
    return found


if __name__ == "__main__":
    main()
