"""The dashboard in a real browser: python -m benchmarks.dashboard [SCALE]; prints seconds, against what they may be.

Each time is what a person waits for: from the click (or the address) until the tab's numbers stand, its charts are
drawn and nothing runs any more. The first paint is the first visit of a new profile to a server that has just started.
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
from typing import Any
from urllib.request import urlopen

TABS = ("Overview", "Customers", "Products", "Sales Trends", "Inventory", "Payments", "Geography", "Pipeline")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
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


def main(scale: str) -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("No Chromium on this machine: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "shop.duckdb"
        built = time.perf_counter()
        ecomsim("demo", "--headless", "--minutes", "60", "--scale", scale, "--database", str(database))
        print(f"dashboard at scale {scale} (built in {time.perf_counter() - built:.0f} s)")
        with served(database) as address:
            limit = 1.0 if float(scale) <= 1 else 3.0
            for name, seconds, most in visits(chromium, address, limit):
                print(f"{name:<58} {seconds:>9.2f} s  (≤ {most:g}){'' if seconds <= most else '   over'}", flush=True)


def visits(chromium: str, address: str, limit: float) -> Iterator[tuple[str, float, float]]:
    """What is waited for: name, seconds, and what it may take."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        began = time.perf_counter()
        page.goto(address)
        page.locator('[data-testid="stMetric"]').first.wait_for(timeout=60_000)
        yield "first paint: the first numbers of the first visit", time.perf_counter() - began, 3.0
        page.wait_for_function(READY, arg="Overview", timeout=60_000, polling=20)
        yield "first visit, everything drawn", time.perf_counter() - began, 3.0
        for title in ("switched to, the first time", "switched to again"):
            for tab in (*TABS[1:], TABS[0]):
                yield f"{tab}, {title}", switched(page, tab), limit
        browser.close()


def switched(page: Any, tab: str) -> float:
    """Seconds from the click on a tab until it stands."""
    page.wait_for_timeout(500)
    began = time.perf_counter()
    page.get_by_role("tab", name=tab).click()
    page.wait_for_function(READY, arg=tab, timeout=60_000, polling=20)
    return time.perf_counter() - began


@contextmanager
def served(database: Path) -> Iterator[str]:
    """`ecomsim dashboard` on a free port, its clock standing still."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["dashboard", "--database", str(database), "--port", str(port), "--no-browser", "--clock", "virtual"]
    process = subprocess.Popen(
        [sys.executable, "-m", "ecomsim", *command],
        stdout=subprocess.DEVNULL,
        env={**os.environ, "ECOMSIM_REFRESH_SECONDS": "0"},
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/_stcore/health", process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    sys.exit("The dashboard did not start.")


def ecomsim(*arguments: str) -> dict[str, Any]:
    """Run a command of ecomsim; its JSON answer."""
    done = subprocess.run(
        [sys.executable, "-m", "ecomsim", *arguments, "--json"], capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "1")
