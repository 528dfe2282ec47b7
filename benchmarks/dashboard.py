"""The dashboard in a real browser: python -m benchmarks.dashboard [SCALE | DATABASE]; prints seconds and their limits.

Each time is what a person waits for, from the click (or the address): until the first screen stands, which is each card
and every chart of which any part is in the window (1280 × 900) once the page has come to rest, and until the whole tab
stands, down to its foot, with nothing running any more. The limits are for the first screen; the whole is told beside
it. The first paint is the first visit of a new profile to a server that has just printed its address; how long that
took from the command on is told, too.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

TABS = ("Overview", "Customers", "Products", "Sales Trends", "Inventory", "Payments", "Geography", "Pipeline")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
MANY = 100_000
"""Sales lines from which a shop is a large one, whose limit is 3 s instead of 1 s."""
READY = """name => {
    const app = document.querySelector('[data-testid=stApp]')
    const tab = [...document.querySelectorAll('[role=tab]')].find(tab => tab.innerText.trim() === name)
    const shown = [...document.querySelectorAll('[role=tabpanel]')].find(panel => panel.offsetParent !== null)
    return app?.getAttribute('data-test-script-state') === 'notRunning'
        && tab?.getAttribute('aria-selected') === 'true'
        && shown !== undefined
        && shown.querySelectorAll('[data-testid=stMetric]').length >= 1
        && shown.querySelectorAll('.js-plotly-plot .main-svg').length >= 5
        && shown.querySelectorAll('[data-testid=stSkeleton]').length === 0
}"""

WATCH = """name => {
    const began = performance.now(), came = new Map()
    const isThere = each => each.matches('[data-testid=stMetric]') || each.querySelector('.main-svg') !== null
    const look = () => {
        const tab = [...document.querySelectorAll('[role=tab]')].find(tab => tab.innerText.trim() === name)
        const shown = [...document.querySelectorAll('[role=tabpanel]')].find(panel => panel.offsetParent !== null)
        if (tab?.getAttribute('aria-selected') === 'true' && shown)
            for (const each of shown.querySelectorAll('[data-testid=stMetric], [data-testid=stPlotlyChart]'))
                if (!came.has(each) && isThere(each)) came.set(each, performance.now() - began)
        if (window.watching === look) requestAnimationFrame(look)
    }
    window.watching = look
    window.firstScreen = () => {
        window.watching = null
        const inside = [...came].filter(([each]) => each.isConnected && each.getBoundingClientRect().top < innerHeight)
        return Math.max(...inside.map(([, moment]) => moment)) / 1000
    }
    look()
}"""
"""Notes when each card and each chart has come, frame by frame; `firstScreen()` then says when the last of those in the
window did."""


def main(shop: str) -> None:
    """`shop`: the scale of one that is built for this, or the file of one that is there already."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("No Chromium on this machine: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder:
        database = Path(shop) if shop.endswith(".duckdb") else built(Path(folder) / "shop.duckdb", shop)
        limit = 1.0 if rows_of(database) < MANY else 3.0
        with served(database) as address:
            for name, screen, whole, most in visits(chromium, address, limit):
                verdict = "" if screen <= most else "   over"
                print(f"{name:<44} {screen:>6.2f} s  (≤ {most:g})   all of it {whole:>6.2f} s{verdict}", flush=True)


def built(database: Path, scale: str) -> Path:
    """A shop of that scale, with an hour of its life."""
    began = time.perf_counter()
    ecomsim("demo", "--headless", "--minutes", "60", "--scale", scale, "--database", str(database), "--json")
    print(f"shop of scale {scale}, built in {time.perf_counter() - began:.0f} s")
    return database


def rows_of(database: Path) -> int:
    """The rows of FACT_SALES."""
    query = "SELECT COUNT(*) AS n FROM ECOMMERCE_DB.ANALYTICS.FACT_SALES"
    answer = ecomsim("sql", "--query", query, "--database", str(database), "--format", "json")
    count = int(answer[0]["N"])
    print(f"{count:,} sales lines")
    return count


def visits(chromium: str, address: str, limit: float) -> Iterator[tuple[str, float, float, float]]:
    """What is waited for: name, seconds until the first screen and until all of it, and what the first may take."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        began = time.perf_counter()
        page.goto(address)
        page.locator('[data-testid="stMetric"]').first.wait_for(timeout=60_000)
        numbers = time.perf_counter() - began
        page.wait_for_function(READY, arg="Overview", timeout=60_000, polling=20)
        yield "first paint: the first numbers", numbers, time.perf_counter() - began, 3.0
        for title in ("the first time", "again"):
            for tab in (*TABS[1:], TABS[0]):
                yield f"{tab}, {title}", *switched(page, tab), limit
        browser.close()


def switched(page: Any, tab: str) -> tuple[float, float]:
    """Seconds from the click on a tab until its first screen stands, and until all of it does."""
    page.wait_for_timeout(500)
    page.evaluate(WATCH, tab)
    began = time.perf_counter()
    page.get_by_role("tab", name=tab).click()
    page.wait_for_function(READY, arg=tab, timeout=60_000, polling=20)
    whole = time.perf_counter() - began
    return float(page.evaluate("window.firstScreen()")), whole


@contextmanager
def served(database: Path) -> Iterator[str]:
    """`ecomsim dashboard` on a free port, its clock standing still, from the moment it prints its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["dashboard", "--database", str(database), "--port", str(port), "--no-browser", "--clock", "virtual"]
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "ecomsim", *command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "ECOMSIM_REFRESH_SECONDS": "0"},
    )
    assert process.stderr is not None
    try:
        address = announced(process.stderr)
        print(f"from the command until its address is printed {time.perf_counter() - began:.2f} s", flush=True)
        yield address
    finally:
        process.terminate()
        process.communicate(timeout=30)


def announced(notes: IO[str]) -> str:
    """The address that the command prints when the page is ready."""
    said = []
    for line in notes:
        if line.startswith("Dashboard"):
            return line.split()[1]
        said.append(line)
    sys.exit("The dashboard did not start.\n" + "".join(said))


def ecomsim(*arguments: str) -> Any:
    """Run a command of ecomsim; its JSON answer."""
    done = subprocess.run([sys.executable, "-m", "ecomsim", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    return json.loads(done.stdout)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "1")
