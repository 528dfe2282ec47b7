"""Growing scale: what the shop costs to make, load, settle, live in and ask, at 5,003 orders times SCALE.

usage: python -m benchmarks.scale [--check] [SCALE…]   (default 1 10 100, a quarter of an hour; 1000 takes half an hour)

Each scale runs in a process of its own. The table says seconds of each step and what one row of it cost, and the peak
memory of each step; DuckDB's part of that is bounded by ECOMSIM_MEMORY_LIMIT. `benchmarks/scale.json` keeps the
figures, `docs/benchmarks.md` and `docs/images/scale.svg` show them. A load is as good as linear when its curve rises
one decade for each decade of rows; reading a stream and refreshing a dynamic table after CHANGES changes follow the
change when their curves stay flat. With --check nothing is kept: the shape of the curves is compared with the kept one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import ecomsim
from benchmarks import scale_page
from benchmarks.peak import peak_mb
from ecomsim.accounts import database_file
from ecomsim.ecommerce import deploy, load, simulate, verify
from ecomsim.ecommerce.generator import draw as draw_shop

START = datetime(2026, 6, 1, tzinfo=UTC)
MINUTES = 60
"""Simulated minutes of traffic, at the pace of somebody who watches."""
CHANGES = 1000
"""Order items changed before a stream is read and a dynamic table refreshed."""
ROOT = Path(__file__).resolve().parents[1]
CHANGE = (
    "UPDATE ECOMMERCE_DB.RAW_DATA.ORDER_ITEMS SET quantity = quantity + 1 "
    f"WHERE order_item_id <= (SELECT MAX(order_item_id) FROM ECOMMERCE_DB.RAW_DATA.ORDER_ITEMS) "
    f"AND order_item_id > (SELECT MAX(order_item_id) - {CHANGES} FROM ECOMMERCE_DB.RAW_DATA.ORDER_ITEMS)"
)
STREAM = "SELECT COUNT(*), SUM(quantity) FROM ECOMMERCE_DB.STREAMS_TASKS.SCALE_STREAM"
STALE = (
    "SELECT (SELECT SUM(units) FROM ECOMMERCE_DB.ANALYTICS.SCALE_PRODUCTS)"
    " - (SELECT SUM(quantity) FROM ECOMMERCE_DB.RAW_DATA.ORDER_ITEMS)"
)
REFRESH = "ALTER DYNAMIC TABLE ECOMMERCE_DB.ANALYTICS.SCALE_PRODUCTS REFRESH"
PREPARE = (
    "USE SCHEMA ECOMMERCE_DB.ANALYTICS",
    "CREATE STREAM ECOMMERCE_DB.STREAMS_TASKS.SCALE_STREAM ON TABLE ECOMMERCE_DB.RAW_DATA.ORDER_ITEMS",
    "CREATE DYNAMIC TABLE ECOMMERCE_DB.ANALYTICS.SCALE_PRODUCTS TARGET_LAG = '1 day' WAREHOUSE = DE_PROJECT_WH "
    "REFRESH_MODE = INCREMENTAL AS SELECT product_id, SUM(quantity) AS units, COUNT(*) AS lines "
    "FROM ECOMMERCE_DB.RAW_DATA.ORDER_ITEMS GROUP BY product_id",
    CHANGE,  # not measured: the first refresh computes the sums once
    REFRESH,
)
T = TypeVar("T")


class Measured:
    """Seconds by step, in the order in which they ran, and the peak memory of the process after each."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.peak_mb: dict[str, int] = {}

    def step(self, name: str, action: Callable[[], T]) -> T:
        began = time.perf_counter()
        found = action()
        self.seconds[name] = round(time.perf_counter() - began, 4)
        self.peak_mb[name] = peak_mb()
        print(
            f"  {name:<10} {self.seconds[name]:>9.2f} s   peak {self.peak_mb[name]:>6} MB", file=sys.stderr, flush=True
        )
        return found


def measure(scale: float, database: Path) -> dict[str, Any]:
    """Everything at one scale in this process: seconds, rows by table, peak memory, size of the file."""
    measured = Measured()
    with ecomsim.connect(database, clock="virtual", start=START) as connection:
        measured.step("deploy", lambda: deploy.deploy(connection))
        today = START.replace(tzinfo=None)
        made = [measured.step("generate", lambda: draw_shop(scale=scale, seed=42, today=today))]
        rows = measured.step("load", lambda: load.load(connection, made.pop()))
        measured.step("settle", lambda: verify.settle(connection))
        traffic = measured.step("simulate", lambda: simulate.simulate(connection, minutes=MINUTES, seed=42))
        measured.step("rest", lambda: verify.settle(connection))
        measured.step("day", lambda: _day(connection))
        checks = measured.step("verify", lambda: verify.verify(connection))
        connection.advance(timedelta(seconds=1))
        with connection.cursor() as cursor:
            for statement in PREPARE:
                cursor.execute(statement)
            connection.advance(timedelta(seconds=1))
            measured.step("change", lambda: cursor.execute(CHANGE))
            connection.advance(timedelta(seconds=1))
            images = measured.step("stream", lambda: cursor.execute(STREAM).fetchall())
            assert images[0][0] == 2 * CHANGES, f"the stream shows {images[0][0]} images, not those of the changes"
            measured.step("refresh", lambda: cursor.execute(REFRESH).fetchall())
            assert cursor.execute(STALE).fetchone() == (0,), "the dynamic table is not what its query says"
    return {
        "scale": scale,
        "memory_limit": os.environ.get(database_file.MEMORY_VARIABLE) or database_file.DEFAULT_MEMORY,
        "rows": rows,
        "traffic": traffic,
        "seconds": measured.seconds,
        "peak_mb": measured.peak_mb,
        "file_mb": round(database.stat().st_size / 1024**2, 1),
        "failed_checks": [check.name for check in checks if not check.passed],
    }


def _day(connection: ecomsim.Connection) -> None:
    """A day at the shop's natural pace, then rest."""
    simulate.simulate(connection, minutes=24 * 60, seed=7, pace=simulate.NATURAL_PACE, virtual_step=simulate.LONG_STEP)
    verify.settle(connection)


def apart(scale: float) -> dict[str, Any]:
    """`measure` in a process of its own. Raises CalledProcessError when it failed."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "benchmarks.scale", "--one", f"{scale:g}", f"{folder}/scale.duckdb"]
        done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main(arguments: list[str]) -> int:
    scales = [float(scale) for scale in arguments if scale != "--check"] or [1, 10, 100]
    found = []
    for scale in scales:
        print(f"scale {scale:g}", file=sys.stderr, flush=True)
        found.append(apart(scale))
        if "--check" not in arguments:
            scale_page.keep(found[-1])
    print(scale_page.table(found))
    steeper = scale_page.steeper(found) if "--check" in arguments else []
    for line in steeper:
        print(f"steeper: {line}")
    return 1 if steeper else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(float(sys.argv[2]), Path(sys.argv[3]))))
    else:
        sys.exit(main(sys.argv[1:]))
