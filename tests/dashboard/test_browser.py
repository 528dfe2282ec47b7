"""The dashboard in a real browser, cut off from every host but its own server.

The page is served by another process, as `ecomsim dashboard --clock virtual` does; that process also runs the
SQL this test sends it (see served.py), so an order inserted through SQL can be followed to the screen.
"""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus
from urllib.request import urlopen

import pytest

from tests.dashboard.conftest import Shop

sync_api = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt-get install chromium")

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
AT_REST = """() => {
    const country = document.querySelector('.choroplethlayer path')
    const place = country && JSON.stringify(country.getBoundingClientRect())
    window.still = place && place === window.before ? (window.still ?? 0) + 1 : 0
    window.before = place
    return window.still >= 10
}"""
"""The map is there and has not moved for ten frames."""
PATIENCE = 180
"""Seconds for anything to happen, on a machine that does much else; nothing waits that long where it works."""
PORTS = 5
READY = """document.querySelector('[data-testid=stApp]')?.getAttribute('data-test-script-state') === 'notRunning'
    && document.querySelector('[data-testid=stSkeleton]') === null"""
"""Nothing runs, and nothing is still to come."""


FRESH = "[data-stale], [data-stale] * { opacity: 1 !important; transition: none !important }"
"""What is asked for anew pales for a moment; its contrast is not what is looked at."""
CONTROLS = """() => [...document.querySelectorAll('button, input, [role=tab], [role=radio], [role=combobox], a[href]')]
    .filter(each => each.checkVisibility() && !each.disabled && !each.closest('.js-plotly-plot'))
    .map(each => {
        const group = each.closest('[role=tablist], [role=radiogroup], [data-testid=stMultiSelect]')
        each.dataset.stop = group?.getAttribute('aria-label') ?? group?.innerText ?? each.innerText + each.ariaLabel
        return each.dataset.stop
    })"""
"""Marks what can be worked, by its name; of a group the arrow keys reach the others."""


@dataclass
class Server:
    """The process that serves the page and runs SQL sent to it."""

    url: str
    process: subprocess.Popen[str]

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


@pytest.fixture(scope="module")
def server(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    copy = tmp_path_factory.mktemp("browser") / "shop.duckdb"
    shutil.copy(shop.path, copy)
    started = next((each for each in (start(copy) for _ in range(PORTS)) if each), None)
    assert started is not None, "no server on any port"
    try:
        yield started
    finally:
        stop(started.process)


def start(database: Path) -> Server | None:
    """A server that answers; None when another process took the port before it did."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = Path(__file__).with_name("served.py")
    process = subprocess.Popen(
        [sys.executable, str(program), str(database), str(port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    server = Server(url=f"http://127.0.0.1:{port}", process=process)
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


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def context(browser: Any) -> Iterator[Any]:
    """One profile for all tests, so that the page's scripts are fetched and compiled once."""
    shared = browser.new_context(viewport={"width": 1280, "height": 900})
    shared.set_default_timeout(1000 * PATIENCE)
    yield shared
    shared.close()


@pytest.fixture
def watched(context: Any, server: Server) -> Iterator[Watched]:
    seen = Watched(page=context.new_page())

    def only_own(route: Any) -> None:
        if route.request.url.startswith((server.url, "data:", "blob:")):
            route.continue_()
        else:
            seen.blocked.append(route.request.url)
            route.abort()

    seen.page.route("**/*", only_own)
    seen.page.on("console", lambda message: seen.errors.append(message.text) if message.type == "error" else None)
    seen.page.on("pageerror", lambda error: seen.errors.append(str(error)))
    seen.page.on("response", lambda answer: seen.failed.append(answer.url) if answer.status >= 400 else None)
    yield seen
    seen.page.close()


def visit(watched: Watched, server: Server, tab: str, **query: str) -> None:
    """Open a tab by its address and wait until its cards stand and nothing runs."""
    address = "&".join(f"{name}={quote_plus(value)}" for name, value in {"tab": tab, **query}.items())
    watched.page.goto(f"{server.url}/?{address}")
    watched.page.locator('[data-testid="stMetric"]').first.wait_for()
    watched.settle()


@pytest.mark.parametrize("tab", TABS)
def test_a_tab_draws_without_the_network(watched: Watched, server: Server, tab: str) -> None:
    visit(watched, server, tab)
    watched.page.wait_for_function("document.querySelectorAll('.js-plotly-plot .main-svg').length >= 5")
    assert watched.page.locator(".js-plotly-plot canvas").count() == 0, "WebGL"
    if tab == "Geography":
        watched.page.locator(".choroplethlayer path").first.wait_for()
        assert watched.page.locator(".choroplethlayer path").count() == 10
    if tab == "Pipeline":
        watched.page.locator('[data-testid="stGraphVizChart"] svg').wait_for()
    watched.is_clean()
    watched.page.add_style_tag(content=FRESH)
    found = axe.Axe().run(watched.page).response["violations"]
    assert [(each["id"], node["html"]) for each in found for node in each["nodes"]] == [], "barriers"


def test_a_phone_needs_no_sideways_scrolling(watched: Watched, server: Server) -> None:
    watched.page.set_viewport_size({"width": 390, "height": 800})
    visit(watched, server, "Overview")
    assert watched.page.evaluate("document.documentElement.scrollWidth") <= 390
    widest = watched.page.evaluate(
        "Math.max(...[...document.querySelectorAll('.js-plotly-plot')].map(plot => plot.getBoundingClientRect().right))"
    )
    assert widest <= 390
    watched.is_clean()


def test_filters_change_numbers_and_live_in_the_address(watched: Watched, server: Server) -> None:
    visit(watched, server, "Overview")
    month = watched.card("Orders")
    watched.page.get_by_role("radio", name="1 year").click()
    watched.page.wait_for_url("**period=1*year*")
    watched.page.wait_for_function(
        "before => ![...document.querySelectorAll('[data-testid=stMetricValue]')].some(e => e.innerText === before)",
        arg=month,
    )
    year = watched.card("Orders")
    assert int(year.replace(",", "")) > int(month.replace(",", ""))
    watched.page.reload()
    watched.page.locator('[data-testid="stMetric"]').first.wait_for()
    watched.settle()
    assert watched.card("Orders") == year
    watched.page.get_by_role("tab", name="Customers").click()
    watched.page.get_by_text("Customers at a glance").wait_for()
    watched.page.wait_for_url("**tab=Customers*")
    assert "period=1" in watched.page.url
    watched.is_clean()


def test_the_map_chooses_the_country_of_the_cities(watched: Watched, server: Server) -> None:
    visit(watched, server, "Geography", period="2 years")
    watched.page.get_by_text("Strongest cities, USD").wait_for()
    watched.page.locator(".choroplethlayer path").first.wait_for()
    watched.page.wait_for_function(AT_REST)
    box = watched.page.locator(".choroplethlayer path").first.bounding_box()
    watched.page.mouse.click(box["x"] + box["width"] * 0.62, box["y"] + box["height"] * 0.75)
    watched.page.get_by_text("Cities in United States, USD").wait_for()
    watched.page.get_by_role("button", name="United States").click()
    watched.page.get_by_text("Strongest cities, USD").wait_for()
    watched.is_clean()


def test_the_sql_and_the_rows_are_a_click_away(watched: Watched, server: Server) -> None:
    visit(watched, server, "Payments")
    watched.page.get_by_role("button", name="SQL").nth(1).click()
    watched.page.get_by_text("RATIO_TO_REPORT").first.wait_for()
    with watched.page.expect_download() as download:
        watched.page.get_by_role("button", name="CSV").click()
    text = Path(download.value.path()).read_text()
    assert text.startswith("PAYMENT_METHOD,ORDERS,AMOUNT,")
    assert "CREDIT_CARD" in text
    watched.is_clean()


def test_an_order_inserted_through_sql_reaches_the_overview(watched: Watched, server: Server) -> None:
    """The page sees it by itself, after the tasks have carried it, without a click."""
    visit(watched, server, "Overview", period="7 days")
    orders = int(watched.card("Orders").replace(",", ""))
    text = (Path(__file__).resolve().parents[2] / "sql" / "dashboard" / "pipeline" / "place_order.sql").read_text()
    server.sql(*(part for part in text.split(";\n") if part.strip()))
    (order_id,) = server.sql("SELECT MAX(order_id) FROM ECOMMERCE_DB.RAW_DATA.ORDERS")[0]
    (in_facts,) = server.sql(f"SELECT COUNT(*) FROM ECOMMERCE_DB.ANALYTICS.FACT_SALES WHERE order_id = {order_id}")[0]
    assert in_facts == 0
    server.sql("SELECT SYSTEM$ECOMSIM_ADVANCE('15 minutes')")
    watched.page.wait_for_function(
        "wanted => [...document.querySelectorAll('[data-testid=stMetric]')].some("
        "e => e.innerText.startsWith('Orders') && e.innerText.includes(wanted))",
        arg=f"{orders + 1:,}",
    )
    watched.is_clean()


def test_a_keyboard_is_enough_and_every_chart_has_a_name(watched: Watched, server: Server) -> None:
    visit(watched, server, "Payments")
    watched.page.wait_for_function("document.querySelectorAll('.js-plotly-plot .main-svg').length >= 5")
    figures = watched.page.locator('[data-testid="stPlotlyChart"]')
    names = [figures.nth(index).get_attribute("aria-label") for index in range(figures.count())]
    assert len(names) >= 5
    assert all(names), "a chart that a screen reader cannot tell"
    controls = watched.page.evaluate(CONTROLS)
    reached = set()
    for _ in range(3 * len(controls)):
        watched.page.keyboard.press("Tab")
        reached.add(watched.page.evaluate("document.activeElement?.dataset.stop"))
    assert len(set(controls)) > 10
    assert set(controls) - reached == set(), "controls that Tab does not come to"
    watched.page.get_by_role("tab", name="Payments").focus()
    watched.page.keyboard.press("ArrowRight")
    watched.page.keyboard.press("Enter")
    watched.page.get_by_text("Markets at a glance").wait_for()
    watched.page.get_by_role("button", name="Refresh data").focus()
    watched.page.keyboard.press("Enter")
    watched.settle()
    watched.is_clean()
