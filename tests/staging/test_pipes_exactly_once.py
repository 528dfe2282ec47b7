"""Whatever happens, a pipe loads a file whole and once: random work, sessions side by side, a process that dies."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomsim.accounts.account import Account
from ecomsim.pipes import book, loading
from ecomsim.sessions.session import Session
from tests.asking import rows

COPY = "COPY INTO t FROM @st FILE_FORMAT = (TYPE = CSV)"
LINES = 3
KILLS = int(os.environ.get("ECOMSIM_KILLS", "3"))
WORKER = Path(__file__).with_name("pipe_worker.py")


@contextmanager
def opened(folder: Path, clock: str = "virtual") -> Iterator[Session]:
    """The account in a folder; the first time with the table T, the stage ST and the pipe P."""
    path = folder / "account.duckdb"
    is_new = not path.exists()
    with Account.open(path, clock=clock) as account, account.session() as session:  # type: ignore[arg-type]
        if is_new:
            (folder / "files").mkdir()
            for statement in (
                "CREATE DATABASE d",
                "CREATE TABLE t (file VARCHAR, version INT, line INT)",
                f"CREATE STAGE st URL = 'file://{folder}/files/'",
                f"CREATE PIPE p AUTO_INGEST = TRUE AS {COPY}",
            ):
                session.execute(statement)
        session.execute("USE SCHEMA d.public")
        yield session


def put(folder: Path, name: str, version: int, *, good: bool = True, beside: Path | None = None) -> None:
    """A file of LINES rows; its time says which version it is, however coarse the file system's clock."""
    path = beside or folder / "files" / name
    last = LINES if good else "oops"
    path.write_text("".join(f"{name},{version},{line}\n" for line in (*range(1, LINES), last)))
    os.utime(path, (1_700_000_000 + version, 1_700_000_000 + version))


def found(session: Session) -> dict[str, Counter[int]]:
    """The rows of each file by version."""
    counts: dict[str, Counter[int]] = {}
    for file, version, line in rows(session, "SELECT file, version, line FROM t"):
        assert 1 <= line <= LINES
        counts.setdefault(file, Counter())[version] += 1
    return counts


FILE = st.sampled_from(["a.csv", "b.csv", "c.csv"])
WORK = st.one_of(
    st.tuples(st.just("put"), FILE, st.booleans()),
    st.tuples(st.just("remove"), FILE, st.booleans()),
    st.tuples(st.sampled_from(["advance", "refresh", "pause", "resume", "reopen", "fail"]), st.none(), st.none()),
)


@settings(max_examples=5, deadline=None)
@given(work=st.lists(WORK, max_size=10))
def test_random_work(work: list[tuple[str, str | None, bool | None]]) -> None:
    """Of every file that was good when it was there to be loaded there is one version, whole."""
    version = 0
    current: dict[str, bool] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        steps = iter([*work, ("resume", None, None), ("advance", None, None), ("refresh", None, None)])
        ended = False
        while not ended:
            with opened(folder) as session:
                ended = True
                for what, file, good in steps:
                    if what == "put" and file is not None:
                        version += 1
                        current[file] = bool(good)
                        put(folder, file, version, good=bool(good))
                    elif what == "remove" and file is not None:
                        current.pop(file, None)
                        (folder / "files" / file).unlink(missing_ok=True)
                    elif what == "advance":
                        session.account.advance(timedelta(minutes=5))
                    elif what == "refresh":
                        session.execute("ALTER PIPE p REFRESH")
                    elif what in ("pause", "resume"):
                        session.execute(f"ALTER PIPE p SET PIPE_EXECUTION_PAUSED = {what == 'pause'}")
                    elif what == "fail":  # the load finds the table taken, and is tried again later
                        with session.account.session(database="D", schema="PUBLIC") as other:
                            other.execute("BEGIN")
                            other.execute("UPDATE t SET line = line")
                            session.account.advance(timedelta(minutes=1))
                    elif what == "reopen":
                        ended = False
                        break
                if ended:
                    counts = found(session)
                    for file, versions in counts.items():
                        assert list(versions.values()) == [LINES], (file, versions)
                    assert {file for file, is_good in current.items() if is_good} <= set(counts)


def test_two_sessions_ask_for_the_same_files(tmp_path: Path) -> None:
    with opened(tmp_path, clock="wall") as session:
        names = [f"{number}.csv" for number in range(12)]
        for name in names:
            put(tmp_path, name, 1)
            os.utime(tmp_path / "files" / name)
        together = Barrier(2)
        failures: list[BaseException] = []

        def refresh() -> None:
            try:
                with session.account.session(database="D", schema="PUBLIC") as own:
                    together.wait()
                    for _ in range(3):
                        own.execute("ALTER PIPE p REFRESH")
            except BaseException as failure:
                failures.append(failure)

        threads = [Thread(target=refresh) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        assert found(session) == {name: Counter({1: LINES}) for name in names}


def killed(folder: Path, target: Path) -> None:
    """What a process that dies now leaves behind: the account's file with its log, and the stage."""
    target.mkdir()
    for path in folder.glob("account.duckdb*"):
        shutil.copy2(path, target)
    shutil.copytree(folder / "files", target / "files", copy_function=shutil.copy2)


@pytest.mark.parametrize("by_hand", [True, False])
def test_a_process_that_dies_before_or_after_a_load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by_hand: bool
) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    real = loading.load

    def load(*arguments: object) -> loading.Outcome:
        killed(folder, tmp_path / "before")
        outcome = real(*arguments)  # type: ignore[arg-type]
        killed(folder, tmp_path / "after")
        return outcome

    with opened(folder) as session:
        if by_hand:
            session.execute(f"CREATE OR REPLACE PIPE p AS {COPY}")
        put(folder, "a.csv", 1)
        put(folder, "b.csv", 2)
        monkeypatch.setattr(loading, "load", load)
        if by_hand:
            session.execute("ALTER PIPE p REFRESH")
        else:
            session.account.advance(timedelta(minutes=1))
        monkeypatch.undo()
        whole = {"a.csv": Counter({1: LINES}), "b.csv": Counter({2: LINES})}
        assert found(session) == whole
    shutil.rmtree(folder)
    for moment, present in (("before", {}), ("after", whole)):
        (tmp_path / moment).rename(folder)  # the stage's URL is of this folder
        with opened(folder) as session:
            assert found(session) == present
            session.account.advance(timedelta(minutes=5))
            assert found(session) == whole
            assert rows(session, "ALTER PIPE p REFRESH") == []
            assert found(session) == whole
        shutil.rmtree(folder)


def run_and_kill(folder: Path, lifetime: float) -> int:
    """Start the worker, kill it some time after a load; returns how many files it has seen loaded."""
    worker = subprocess.Popen(
        [sys.executable, WORKER, folder], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert worker.stdout is not None
    assert worker.stderr is not None
    first: str | None = None
    for line in worker.stdout:
        loaded = line.split()[1]
        first = first or loaded
        if loaded != first:
            break
    else:
        raise AssertionError(worker.stderr.read())
    time.sleep(lifetime)
    worker.send_signal(signal.SIGKILL)
    rest, _ = worker.communicate()
    return int(([line, *rest.split("\n")[:-1]])[-1].split()[1])


@pytest.mark.slow
def test_a_process_that_is_killed_while_a_pipe_loads(tmp_path: Path) -> None:
    """What was seen loaded stays so, what had come is loaded after all, and nothing twice. `make crash`: 50 kills."""
    moments = random.Random(11)
    for _ in range(KILLS):
        seen = run_and_kill(tmp_path, moments.uniform(0.0, 0.3))
        come = {path.name for path in (tmp_path / "files").iterdir()}
        with Account.open(tmp_path / "account.duckdb") as account, account.session() as session:
            session.execute("USE SCHEMA d.public")
            assert len(found(session)) >= seen, "a committed load was lost"
            session.execute("ALTER PIPE p REFRESH")
            assert found(session) == {name: Counter({1: LINES}) for name in come}


def test_a_load_that_is_rolled_back_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the disk is gone")

    with opened(tmp_path) as session:
        put(tmp_path, "a.csv", 1)
        with monkeypatch.context() as patch:
            patch.setattr("ecomsim.pipes.loading.history.record", broken)
            session.account.advance(timedelta(minutes=1))
        assert found(session) == {}
        session.account.advance(timedelta(minutes=5))
        assert found(session) == {"a.csv": Counter({1: LINES})}


def test_the_wall_clock_s_threads_load_what_comes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "LATENCY", timedelta(0))
    monkeypatch.setattr(book, "EVERY", 0.0)
    with opened(tmp_path, clock="wall") as session:
        session.account.start_scheduler()
        for version, name in enumerate(("a.csv", "b.csv"), start=1):
            beside = tmp_path / f"{name}.being-written"
            put(tmp_path, name, version, beside=beside)
            beside.rename(tmp_path / "files" / name)
        end = time.monotonic() + 300  # however slow the machine: the limit only ends a test that would hang
        while len(found(session)) < 2:
            assert time.monotonic() < end, "nothing was loaded"
            time.sleep(0.05)
        assert found(session) == {"a.csv": Counter({1: LINES}), "b.csv": Counter({2: LINES})}


def test_what_a_pipe_knew_is_forgotten_when_it_is_of_no_use(tmp_path: Path) -> None:
    with opened(tmp_path) as session:
        put(tmp_path, "a.csv", 1)
        put(tmp_path, "b.csv", 2)
        session.account.advance(timedelta(minutes=1))
        (tmp_path / "files" / "a.csv").unlink()
        session.account.advance(timedelta(days=13))
        known = "SELECT file FROM _ecomsim.pipe_files ORDER BY file"
        with session.account.internal() as duck:
            assert duck.execute(known).fetchall() == [("a.csv",), ("b.csv",)]
        session.account.advance(timedelta(days=2))
        with session.account.internal() as duck:
            assert duck.execute(known).fetchall() == [("b.csv",)]
        session.execute("DROP PIPE p")
        session.account.advance(timedelta(days=1))
        with session.account.internal() as duck:
            assert duck.execute(known).fetchall() == []
