"""Large results: they go through files, so the server's memory stays as it is, and they last a day."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("ecomsim", reason="starts servers of its own")

import snowflake.connector

from ecomsim.server.run import Server
from ecomsim.server.settings import Settings
from tests.server.conftest import Wire, until_it_runs

ROWS = 5_000_000
BIG = f"""SELECT SEQ4() AS n, n * 1.25 AS x, 'customer number ' || n AS s, n::FLOAT AS f
    FROM TABLE(GENERATOR(ROWCOUNT => {ROWS}))"""


def connect(port: int, **options: Any) -> Any:
    return snowflake.connector.connect(
        user="me", password="x", account="local", host="127.0.0.1", port=port, protocol="http", **options
    )


@pytest.fixture
def process(tmp_path: Path) -> Iterator[tuple[int, int]]:
    """Port and process id of a server of its own."""
    start = "from ecomsim.cli.main import main; main()"
    command = [sys.executable, "-c", start, "serve", "--port", "0", "--database", ":memory:"]
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": os.getcwd()}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        assert server.stdout is not None
        try:
            yield int(server.stdout.readline().strip().rpartition(":")[2]), server.pid
        finally:
            server.terminate()


def megabytes(pid: int) -> int:
    """Memory that a process alone holds; pages of files come and go as the machine likes."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("RssAnon"):
            return int(line.split()[1]) // 1024
    raise AssertionError("no such process")


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads memory from /proc: run on Linux")
def test_memory_stays_as_it_is(process: tuple[int, int], tmp_path: Path) -> None:
    port, pid = process
    with connect(port) as connection:
        cursor = connection.cursor()
        cursor.execute(BIG.replace(str(ROWS), "1000000")).fetch_arrow_all()  # what serving chunks takes, whatever comes
        before, most, rows, first = megabytes(pid), 0, 0, 0.0
        begun = time.monotonic()
        cursor.execute(BIG)
        for batch in cursor.fetch_arrow_batches():
            first = first or time.monotonic() - begun
            rows += batch.num_rows
            most = max(most, megabytes(pid))
        whole = time.monotonic() - begun
        assert rows == ROWS
        size = ROWS * (16 + 16 + 24 + 8) // 2**20
        assert size > 300
        assert most - before < size * 2 / 3, f"{before} MB before, {most} MB at most, for {size} MB"
        assert first < whole
        query_id = cursor.sfqid
        cursor.execute(f"SELECT COUNT(*), SUM(n) FROM TABLE(RESULT_SCAN('{query_id}'))")
        assert cursor.fetchone() == (ROWS, ROWS * (ROWS - 1) // 2)
    assert [path for path in tmp_path.rglob("ecomsim-rows-*") if path.is_file()] == []  # their names are gone at once


@pytest.fixture
def small() -> Iterator[Server]:
    """A server that puts a result of 100 kB into a file, and keeps 20 MB of such results."""
    with Server(Settings(port=0, spill=100_000, kept_files=20_000_000)) as server:
        yield server


def test_a_result_in_a_file_reads_as_any_other(small: Server) -> None:
    with connect(small.port) as connection:
        cursor = connection.cursor()
        sql = """SELECT SEQ4() AS n, n / 4 AS q, IFF(n % 3 = 0, NULL, 'v' || n) AS s, n % 2 = 0 AS b,
            DATEADD(day, n % 1000, '2024-01-01'::DATE) AS d, [n] AS l, '2024-01-01 00:00:00 +0200'::TIMESTAMP_TZ AS z
            FROM TABLE(GENERATOR(ROWCOUNT => 250000))"""
        arrow = cursor.execute(sql).fetchall()
        assert len(arrow) == 250_000
        assert arrow[4][:4] == (4, 1, "v4", True)
        assert [row[2] for row in arrow[:4]] == [None, "v1", "v2", None]
        cursor.execute("ALTER SESSION SET PYTHON_CONNECTOR_QUERY_RESULT_FORMAT = 'JSON'")
        assert cursor.execute(sql + " LIMIT 150000").fetchall() == arrow[:150_000]
        assert cursor.execute(sql + " LIMIT 20").fetchall() == arrow[:20]


def test_an_error_in_the_middle(small: Server) -> None:
    wire = Wire(small.url)
    wire.log_in()
    sql = "SELECT 1 / (2500000 - SEQ4()) AS q FROM TABLE(GENERATOR(ROWCOUNT => 3000000))"
    answer = wire.query(sql)
    assert (answer["code"], answer["message"]) == ("100051", "Division by zero")
    assert wire.query("SELECT 1")["data"]["rowset"] == [["1"]]


def test_cancelled_in_the_middle(small: Server) -> None:
    wire = Wire(small.url)
    wire.log_in()
    sql = """SELECT a.n, b.n FROM (SELECT SEQ4() AS n FROM TABLE(GENERATOR(ROWCOUNT => 100000))) a,
        (SELECT SEQ4() AS n FROM TABLE(GENERATOR(ROWCOUNT => 100000))) b"""
    running = wire.query(sql, asyncExec=True)["data"]["queryId"]
    until_it_runs(small.service, running)
    assert wire.post(f"/queries/{running}/abort-request", {})["success"]
    assert wire.get(f"/queries/{running}/result")["code"] == "000604"
    assert wire.query("SELECT 1")["data"]["rowset"] == [["1"]]


def test_results_outlive_their_session_but_not_their_room(small: Server) -> None:
    first = Wire(small.url)
    first.log_in()
    sql = "SELECT SEQ4() AS n, RPAD('x', 90, 'y') AS s FROM TABLE(GENERATOR(ROWCOUNT => 100000))"
    ids = [first.query(sql)["data"]["queryId"]]
    for number in range(25):
        first.query(f"SELECT {number}")
    first.post("/session?delete=true", {})
    second = Wire(small.url)
    second.log_in()
    scan = "SELECT COUNT(*) FROM TABLE(RESULT_SCAN('{}'))"
    assert second.query(scan.format(ids[0]))["data"]["rowset"] == [["100000"]]
    ids += [second.query(sql)["data"]["queryId"] for _ in range(3)]
    assert second.query(scan.format(ids[0]))["code"] == "000709"
    assert second.query(scan.format(ids[-1]))["data"]["rowset"] == [["100000"]]


def test_results_are_forgotten_after_their_time() -> None:
    with Server(Settings(port=0, result_validity=timedelta(seconds=0.1))) as server:
        wire = Wire(server.url)
        wire.log_in()
        query_id = wire.query("SELECT 1")["data"]["queryId"]
        time.sleep(0.2)
        server.service.book.forget_old()
        assert wire.get(f"/queries/{query_id}/result")["code"] == "000709"
