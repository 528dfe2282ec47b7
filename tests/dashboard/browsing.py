"""A real browser and the processes it looks at: the dashboard on a file, and the dashboard on an account of a server.

Every request that would leave the machine is refused and noted, as is all that a page says is wrong with it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus
from urllib.request import urlopen

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TABS = ("Overview", "Customers", "Products", "Sales Trends", "Inventory", "Payments", "Geography", "Pipeline")
PATIENCE = 180
"""Seconds for anything to happen, on a machine that does much else; nothing waits that long where it works."""
PORTS = 5
READY = """document.querySelector('[data-testid=stApp]')?.getAttribute('data-test-script-state') === 'notRunning'
    && document.querySelector('[data-testid=stSkeleton]') === null"""
"""Nothing runs, and nothing is still to come."""
STANDS = """name => {
    const tab = [...document.querySelectorAll('[role=tab]')].find(tab => tab.innerText.trim() === name)
    const shown = [...document.querySelectorAll('[role=tabpanel]')].find(panel => panel.offsetParent !== null)
    const charts = shown?.querySelectorAll('[data-testid=stPlotlyChart]') ?? []
    return document.querySelector('[data-testid=stApp]')?.getAttribute('data-test-script-state') === 'notRunning'
        && tab?.getAttribute('aria-selected') === 'true'
        && shown?.querySelector('[data-testid=stMetric]') !== null
        && charts.length >= 5 && [...charts].every(chart => chart.querySelector('.main-svg'))
}"""
"""The tab of that name is open, and all of it stands."""
EVERY_FRAME = """() => {
    const charts = () => [...document.querySelectorAll('[data-testid=stPlotlyChart]')]
    const stands = chart => chart.offsetParent !== null && chart.getBoundingClientRect().height > 100
        && chart.querySelector('.main-svg *') !== null
    const panels = charts().filter(stands).map(chart => chart.closest('[data-testid=stVerticalBlock]'))
    const tops = panels.map(panel => panel.getBoundingClientRect().top)
    const first = new Set(charts())
    window.flicker = {panels: panels.length, frames: 0, blank: 0, moved: 0, redrawn: 0}
    const look = () => {
        flicker.frames += 1
        flicker.redrawn = Math.max(flicker.redrawn, charts().filter(chart => !first.has(chart)).length)
        panels.forEach((panel, at) => {
            flicker.blank += [...panel.querySelectorAll('[data-testid=stPlotlyChart]')].some(stands) ? 0 : 1
            flicker.moved += Math.abs(panel.getBoundingClientRect().top - tops[at]) > 1 ? 1 : 0
        })
        requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
}"""
"""From now on look at every frame: does each panel show a drawn chart, and stay where it is? The counts stand in
`window.flicker`.
"""
ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Server:
    """The process that serves the page and runs SQL sent to it."""

    url: str
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Keep what the process says to its user; a pipe that nobody empties would stop it."""
        assert self.process.stderr is not None
        with self.process.stderr as lines:
            self.said.extend(lines)

    def sql(self, *statements: str) -> list[Any]:
        """Run statements in one session; the rows of the last one."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(statements) + "\n")
        self.process.stdin.flush()
        for line in self.process.stdout:
            if line.startswith("ROWS "):
                return json.loads(line.removeprefix("ROWS "))
        raise AssertionError("the server has ended")


@dataclass
class Watched:
    """A page, and everything it should not have done."""

    page: Any
    blocked: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @classmethod
    @contextmanager
    def at(cls, context: Any, server: Server) -> Iterator[Watched]:
        """A new page, watched while it shows what is served there."""
        page = context.new_page()
        seen = cls(page=page)
        seen.watch(server.url)
        yield seen
        page.close()

    def forget(self) -> None:
        """What was wrong before is not the next test's."""
        for noted in (self.blocked, self.failed, self.errors):
            noted.clear()

    def watch(self, url: str) -> None:
        """Refuse what is not of this address, and note it with all else that should not be."""

        def only_own(route: Any) -> None:
            if route.request.url.startswith((url, "data:", "blob:")):
                route.continue_()
            else:
                self.blocked.append(route.request.url)
                route.abort()

        self.page.route("**/*", only_own)
        self.page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("response", lambda answer: self.failed.append(answer.url) if answer.status >= 400 else None)

    def visit(self, server: Server, tab: str, **query: str) -> None:
        """Open a tab by its address and wait until its cards stand and nothing runs."""
        address = "&".join(f"{name}={quote_plus(value)}" for name, value in {"tab": tab, **query}.items())
        self.page.goto(f"{server.url}/?{address}")
        self.page.locator('[data-testid="stMetric"]').first.wait_for()
        self.settle()

    def switch(self, tab: str) -> None:
        """Open a tab by a click and wait until its cards and charts stand and nothing runs."""
        self.page.get_by_role("tab", name=tab).click()
        self.page.wait_for_function(STANDS, arg=tab)

    def settle(self) -> None:
        self.page.wait_for_function(READY)

    def card(self, label: str) -> str:
        metric = self.page.locator('[data-testid="stMetric"]').filter(has_text=re.compile(f"^{label}"))
        return str(metric.first.locator('[data-testid="stMetricValue"]').inner_text())

    def is_clean(self) -> None:
        assert self.blocked == [], "requests that leave the machine"
        assert self.failed == [], "failed requests"
        assert self.errors == [], "console errors"
        assert self.page.locator('[data-testid="stException"]').all_inner_texts() == []
        assert self.page.locator('[data-testid="stAlertContentError"]').all_inner_texts() == []


@contextmanager
def on_file(database: Path) -> Iterator[Server]:
    """The dashboard of a database file, as `ecomsim dashboard --clock virtual` serves it."""
    program = [sys.executable, str(Path(__file__).with_name("served.py")), str(database)]
    with serving(lambda port: [*program, str(port)], {}) as server:
        yield server


@contextmanager
def on_account(database: Path) -> Iterator[Server]:
    """`ecomsim dashboard --backend snowflake` on an account that `ecomsim serve` keeps in a file."""
    serve = [sys.executable, "-m", "ecomsim", "serve", "--port", "0", "--database", str(database), "--clock", "virtual"]
    account = subprocess.Popen(serve, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT)
    try:
        assert account.stdout is not None
        said = account.stdout.readline()
        port = re.search(r"http://\S+:(\d+)", said)
        assert port is not None, said
        place = {"ACCOUNT": "local", "USER": "me", "PASSWORD": "x", "HOST": "127.0.0.1", "PORT": port[1]}
        environment = {f"SNOWFLAKE_{name}": value for name, value in (place | {"PROTOCOL": "http"}).items()}
        show = [sys.executable, "-m", "ecomsim", "dashboard", "--backend", "snowflake", "--no-browser", "--port"]
        with serving(lambda free: [*show, str(free)], environment) as server:
            yield server
    finally:
        stop(account)


@contextmanager
def serving(command: Callable[[int], list[str]], environment: Mapping[str, str]) -> Iterator[Server]:
    """The first of a few ports that no other process takes before the page answers."""
    started = next((each for each in (start(command, environment) for _ in range(PORTS)) if each), None)
    assert started is not None, "no server on any port"
    try:
        yield started
    finally:
        stop(started.process)


def start(command: Callable[[int], list[str]], environment: Mapping[str, str]) -> Server | None:
    """A server that answers; None when another process took the port before it did."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        command(port),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | environment,
    )
    server = Server(url=f"http://127.0.0.1:{port}", process=process)
    threading.Thread(target=server.listen, daemon=True).start()
    if answers(server):
        return server
    stop(process)
    return None


def stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    process.wait(timeout=PATIENCE)
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()


def answers(server: Server) -> bool:
    """Whether the page is served before the process ends."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            with urlopen(f"{server.url}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return True
        except OSError:
            time.sleep(0.2)
    return False
