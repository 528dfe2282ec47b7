"""A process that moves changes through a stream is killed at random moments; nothing may be lost or doubled.

ECOMSIM_KILLS sets the number of kills (`make crash`: 50).
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from ecomsim.accounts.account import Account
from tests.engine.crash_worker import JOURNAL

KILLS = int(os.environ.get("ECOMSIM_KILLS", "5"))
WORKER = Path(__file__).with_name("crash_worker.py")


def run_and_kill(database: Path, lifetime: float) -> int:
    """Start the worker, let it finish at least one round, kill it; returns the last round it reported."""
    worker = subprocess.Popen(
        [sys.executable, WORKER, database], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert worker.stdout is not None
    assert worker.stderr is not None
    first = worker.stdout.readline()
    assert first, worker.stderr.read()
    time.sleep(lifetime)
    worker.send_signal(signal.SIGKILL)
    rest, _ = worker.communicate()
    return int(([first, *rest.split("\n")[:-1]])[-1])


def check(database: Path, last: int) -> None:
    """The journal, once the stream is drained into it, adds up to the source; no reported round is missing."""
    with Account.open(database) as account:
        session = account.session(database="D", schema="PUBLIC")
        rounds = [row[0] for row in session.execute("SELECT n FROM rounds ORDER BY n").rows()]
        assert rounds == list(range(1, len(rounds) + 1))
        assert len(rounds) >= last, "a committed statement was lost"
        session.execute(JOURNAL)
        source = Counter(session.execute("SELECT n, v FROM source").rows())
        journal: Counter[tuple[int, int]] = Counter()
        for n, v, sign in session.execute("SELECT n, v, sign FROM journal").rows():
            journal[(n, v)] += sign
        assert {image: count for image, count in journal.items() if count} == source
        assert session.execute("SELECT COUNT(*) FROM changes").rows() == [(0,)]


@pytest.mark.slow
def test_every_change_arrives_exactly_once_whenever_the_process_dies(tmp_path: Path) -> None:
    database = tmp_path / "account.duckdb"
    moments = random.Random(7)
    for _ in range(KILLS):
        check(database, run_and_kill(database, moments.uniform(0.0, 0.5)))
