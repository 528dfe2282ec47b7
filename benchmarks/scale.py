"""Growing scale: what the shop costs to make, load, settle, live in and ask, at 5,003 orders times SCALE.

usage: python -m benchmarks.scale [SCALE…]   (default 1 10 100; 1000 takes some minutes and 8 GB)

Each scale runs in a process of its own, so its peak memory is its own. The table says seconds of each step and what one
row of it cost; `build/scale.json` keeps the figures and `docs/images/scale.svg` draws them on logarithmic axes. A
load is as good as linear when its curve rises one decade for each decade of rows; reading a stream and refreshing a
dynamic table after CHANGES changes follow the change when their curves stay flat.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import ecomsim
from benchmarks.scale_picture import draw
from ecomsim.ecommerce import deploy, load, simulate, verify
from ecomsim.ecommerce.generator import draw as draw_shop

START = datetime(2026, 6, 1, tzinfo=UTC)
MINUTES = 60
"""Simulated minutes of traffic, at the pace of somebody who watches."""
CHANGES = 1000
"""Order items changed before a stream is read and a dynamic table refreshed."""
ROOT = Path(__file__).resolve().parents[1]
RECORD = ROOT / "build" / "scale.json"
PICTURE = ROOT / "docs" / "images" / "scale.svg"
CURVES = {
    "generate": "generate",
    "load": "load",
    "settle": "first runs and refreshes",
    "simulate": f"{MINUTES} minutes of traffic",
    "stream": f"read a stream, {CHANGES:,} changes",
    "refresh": f"refresh, {CHANGES:,} changes",
}
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
        self.peak_mb[name] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
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
        "rows": rows,
        "traffic": traffic,
        "seconds": measured.seconds,
        "peak_mb": measured.peak_mb,
        "file_mb": round(database.stat().st_size / 1024**2, 1),
        "failed_checks": [check.name for check in checks if not check.passed],
    }


def apart(scale: float) -> dict[str, Any]:
    """`measure` in a process of its own. Raises CalledProcessError when it failed."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "benchmarks.scale", "--one", f"{scale:g}", f"{folder}/scale.duckdb"]
        done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def table(found: list[dict[str, Any]]) -> str:
    """A column for each scale, a line for each step."""
    lines = [f"{'scale':<34}" + "".join(f"{each['scale']:>14g}" for each in found)]
    totals = [sum(each["rows"].values()) for each in found]
    lines.append(f"{'rows loaded':<34}" + "".join(f"{total:>14,}" for total in totals))
    lines += [
        f"{CURVES.get(step, step) + ', s':<34}" + "".join(f"{each['seconds'][step]:>14.2f}" for each in found)
        for step in found[0]["seconds"]
    ]
    for step in ("generate", "load", "settle"):
        speeds = [total / each["seconds"][step] for total, each in zip(totals, found, strict=True)]
        lines.append(f"{step + ', rows/s':<34}" + "".join(f"{speed:>14,.0f}" for speed in speeds))
    changes = [sum(each["traffic"].values()) for each in found]
    spent = [each["seconds"]["simulate"] * 1000 / max(1, n) for n, each in zip(changes, found, strict=True)]
    lines.append(f"{'traffic, ms for each change':<34}" + "".join(f"{value:>14.2f}" for value in spent))
    lines.append(f"{'peak memory, MB':<34}" + "".join(f"{max(each['peak_mb'].values()):>14,}" for each in found))
    lines.append(f"{'file, MB':<34}" + "".join(f"{each['file_mb']:>14,.1f}" for each in found))
    lines.append(f"{'checks that failed':<34}" + "".join(f"{len(each['failed_checks']):>14}" for each in found))
    return "\n".join(lines)


def main(scales: list[float]) -> list[dict[str, Any]]:
    found = {each["scale"]: each for each in json.loads(RECORD.read_text("utf-8"))} if RECORD.exists() else {}
    for scale in scales:
        print(f"scale {scale:g}", file=sys.stderr, flush=True)
        found[scale] = apart(scale)
        RECORD.parent.mkdir(exist_ok=True)
        RECORD.write_text(json.dumps([found[key] for key in sorted(found)], indent=1) + "\n", "utf-8")
    listed = [found[key] for key in sorted(found)]
    print(table(listed))
    if len(listed) > 1:
        PICTURE.write_text(draw(listed, CURVES), "utf-8")
        print(f"{os.path.relpath(PICTURE)} shows the curves.")
    return listed


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(float(sys.argv[2]), Path(sys.argv[3]))))
    else:
        main([float(scale) for scale in sys.argv[1:]] or [1, 10, 100])
