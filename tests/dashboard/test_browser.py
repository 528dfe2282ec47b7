"""The dashboard in a real browser, cut off from every host but its own server.

The page is served by another process, as `ecomsim dashboard --clock virtual` does; that process also runs the
SQL this test sends it (see served.py), so an order inserted through SQL can be followed to the screen.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.dashboard import browsing
from tests.dashboard.browsing import CHROMIUM, FLAGS, PATIENCE, TABS, Server, Watched
from tests.dashboard.conftest import Shop, copied

sync_api = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt-get install chromium")

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 375, "height": 800}
AT_REST = """() => {
    const country = document.querySelector('.choroplethlayer path')
    const place = country && JSON.stringify(country.getBoundingClientRect())
    window.still = place && place === window.before ? (window.still ?? 0) + 1 : 0
    window.before = place
    return window.still >= 10
}"""
"""The map is there and has not moved for ten frames."""
CHOSEN = "rgb(230, 159, 0)"
"""The border of the chosen country."""
FRESH = "[data-stale], [data-stale] * { opacity: 1 !important; transition: none !important }"
"""What is asked for anew pales for a moment; its contrast is not what is looked at."""
FITS = """width => {
    const shown = [...document.querySelectorAll('[role=tabpanel]')].find(panel => panel.offsetParent !== null)
    const charts = [...shown.querySelectorAll('.js-plotly-plot, [data-testid=stDataFrame], [data-testid=stMetric]')]
    return document.documentElement.scrollWidth <= width
        && charts.every(chart => chart.getBoundingClientRect().right <= width)
}"""
"""Nothing of the open tab stands beyond the window's edge."""
KEYS = """() => {
    const group = '[role=tablist], [role=radiogroup], [data-testid=stMultiSelect], [data-testid=stSelectbox]'
    window.stopOf = each => {
        const around = each.closest(group)
        return around?.getAttribute('aria-label') ?? around?.innerText ?? each.innerText + each.ariaLabel
    }
    window.stops = () => [...document.querySelectorAll(
        'button, input, [role=tab], [role=radio], [role=combobox], a[href]'
    )].filter(each => each.checkVisibility() && !each.disabled && !each.closest('.js-plotly-plot')).map(stopOf)
    window.reached = new Set()
    document.addEventListener('focusin', event => window.reached.add(stopOf(event.target)))
}"""
"""What can be worked has a name here, that of its group where the arrow keys reach the rest of it; notes what the focus
comes to."""
UNREACHED = "() => [...new Set(stops())].filter(each => !reached.has(each))"


@pytest.fixture(scope="module")
def server(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with browsing.on_file(copied(shop, tmp_path_factory.mktemp("browser"))) as server:
        yield server


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def context(browser: Any) -> Iterator[Any]:
    """One profile for all tests, so that the page's scripts are fetched and compiled once."""
    shared = browser.new_context(viewport=DESK)
    shared.set_default_timeout(1000 * PATIENCE)
    yield shared
    shared.close()


@pytest.fixture
def watched(context: Any, server: Server) -> Iterator[Watched]:
    with Watched.at(context, server) as seen:
        yield seen


@pytest.fixture(scope="module")
def walked(context: Any, server: Server) -> Iterator[Watched]:
    """One page that stays open while its tabs are looked at, one after the other and in any order."""
    with Watched.at(context, server) as seen:
        seen.visit(server, "Overview")
        seen.page.add_style_tag(content=FRESH)
        seen.page.evaluate(KEYS)
        yield seen


@pytest.fixture
def tab(walked: Watched, request: pytest.FixtureRequest) -> Iterator[str]:
    """The tab of that name, open on a desk."""
    walked.page.set_viewport_size(DESK)
    walked.switch(request.param)
    walked.page.locator("[role=tooltip]").first.wait_for(state="hidden")
    yield request.param
    walked.forget()


@pytest.mark.parametrize("tab", TABS, indirect=True)
def test_a_tab_draws_without_the_network_for_eyes_ears_and_fingers(walked: Watched, tab: str) -> None:
    """On a desk and on a phone: everything drawn, no barrier that axe knows, no control out of the Tab key's reach."""
    page = walked.page
    figures = page.locator('[data-testid="stPlotlyChart"]:visible')
    names = figures.evaluate_all("all => all.map(each => each.getAttribute('aria-label'))")
    assert len(names) >= 5
    assert all(names), "a chart that a screen reader cannot tell"
    assert page.locator(".js-plotly-plot canvas").count() == 0, "WebGL"
    if tab == "Geography":
        page.locator(".choroplethlayer path").first.wait_for()
        assert page.locator(".choroplethlayer path").count() == 10
    if tab == "Pipeline":
        page.locator('[data-testid="stGraphVizChart"] svg').wait_for()
    assert barriers(page) == []
    page.set_viewport_size(PHONE)
    page.wait_for_function(FITS, arg=PHONE["width"])
    assert barriers(page) == []
    assert out_of_reach(page) == set(), "controls that Tab does not come to"
    walked.is_clean()


def barriers(page: Any) -> list[tuple[str, str]]:
    """What axe finds, by rule and place."""
    found = axe.Axe().run(page).response["violations"]
    return [(each["id"], node["html"]) for each in found for node in each["nodes"]]


def out_of_reach(page: Any) -> set[str]:
    """The controls that the Tab key does not come to, from the first to the last."""
    page.evaluate("() => { document.activeElement?.blur(); reached.clear() }")
    stops = page.evaluate("stops()")
    assert len(set(stops)) > 10
    for _ in range(3 * len(stops) // 10):
        for _ in range(10):
            page.keyboard.press("Tab")
        if not (left := page.evaluate(UNREACHED)):
            return set()
    return set(left)


def test_the_arrow_keys_turn_the_tabs(walked: Watched) -> None:
    walked.page.set_viewport_size(DESK)
    walked.switch("Payments")
    walked.page.get_by_role("tab", name="Payments").focus()
    walked.page.keyboard.press("ArrowRight")
    walked.page.keyboard.press("Enter")
    walked.page.get_by_text("Markets at a glance").wait_for()
    walked.page.get_by_role("button", name="Refresh data").focus()
    walked.page.keyboard.press("Enter")
    walked.settle()
    walked.is_clean()
    walked.forget()


def test_an_account_in_eight_tabs(context: Any, shop: Shop, tmp_path: Path) -> None:
    """`ecomsim dashboard --backend snowflake` through the real connector, on an account that `ecomsim serve` keeps."""
    with browsing.on_account(copied(shop, tmp_path)) as server, Watched.at(context, server) as seen:
        seen.visit(server, "Overview")
        for name in TABS:
            seen.switch(name)
            seen.is_clean()
        assert "An update to the [server] config option" not in "".join(server.said)
        assert "Ctrl-C" in "".join(server.said)


def test_filters_change_numbers_and_live_in_the_address(watched: Watched, server: Server) -> None:
    watched.visit(server, "Overview")
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


def test_map_and_table_choose_the_country_together(watched: Watched, server: Server) -> None:
    watched.visit(server, "Geography", period="2 years")
    watched.page.get_by_text("Strongest cities, USD").wait_for()
    watched.page.locator(".choroplethlayer path").first.wait_for()
    watched.page.wait_for_function(AT_REST)
    box = watched.page.locator(".choroplethlayer path").first.bounding_box()
    watched.page.mouse.click(box["x"] + box["width"] * 0.62, box["y"] + box["height"] * 0.75)
    watched.page.get_by_text("Cities in United States, USD").wait_for()
    watched.page.get_by_role("button", name="United States").click()
    watched.page.get_by_text("Strongest cities, USD").wait_for()
    grid = watched.page.locator('[data-testid="stDataFrame"] canvas').first.bounding_box()
    watched.page.mouse.click(grid["x"] + 16, grid["y"] + 52)  # the box before the table's first row
    watched.page.get_by_text("Cities in United States, USD").wait_for()
    assert watched.page.locator(f".choroplethlayer path[style*='{CHOSEN}']").count() == 1, (
        "the map shows the choice too"
    )
    watched.is_clean()


def test_the_sql_and_the_rows_are_a_click_away(watched: Watched, server: Server) -> None:
    watched.visit(server, "Payments")
    watched.page.get_by_role("button", name="SQL").nth(1).click()
    watched.page.get_by_text("RATIO_TO_REPORT").first.wait_for()
    with watched.page.expect_download() as download:
        watched.page.get_by_role("button", name="CSV").click()
    text = Path(download.value.path()).read_text()
    assert text.startswith("PAYMENT_METHOD,ORDERS,AMOUNT,")
    assert "CREDIT_CARD" in text
    watched.is_clean()


def test_an_order_inserted_through_sql_reaches_the_overview(watched: Watched, server: Server) -> None:
    """The page sees it by itself, after the tasks have carried it, without a click and without flicker."""
    watched.visit(server, "Overview", period="7 days")
    watched.switch("Overview")
    watched.page.evaluate(browsing.EVERY_FRAME)
    orders = int(watched.card("Orders").replace(",", ""))
    text = (browsing.ROOT / "sql" / "dashboard" / "pipeline" / "place_order.sql").read_text()
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
    watched.page.wait_for_function("flicker.redrawn > 0")  # the answers below the cards have come too
    watched.settle()
    flicker = watched.page.evaluate("flicker")
    assert flicker["panels"] == 5
    assert flicker["frames"] > 0
    assert (flicker["blank"], flicker["moved"]) == (0, 0), flicker
    watched.is_clean()
