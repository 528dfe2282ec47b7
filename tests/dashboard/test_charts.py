"""Charts without Streamlit: a frame in, traces out; nothing breaks on empty frames and missing values."""

from __future__ import annotations

import importlib
import inspect
import json
from collections.abc import Callable
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from ecomsim.ecommerce.project_files import project_dir
from tests.dashboard.conftest import FOLDER, Shop
from tests.dashboard.contrast import faint_fills, faint_marks

NEEDS_MORE = {"scattergl", "scattermap", "scattermapbox", "densitymap", "choroplethmap", "heatmapgl", "scatter3d"}
"""Traces that want WebGL, of which a browser keeps few, or map tiles from the network."""
NOT_FOR_A_FRAME = {"flow", "outlined", "without_outline"}
TABS = ("overview", "customers", "products", "trends", "inventory", "payments", "geography", "pipeline")
QUESTION_OF = {
    "geography.world": "geography/countries",
    "geography.ranking": "geography/countries",
    "pipeline.lag": "pipeline/dynamic_tables",
    "pipeline.pending": "pipeline/streams",
    "pipeline.lag_over_time": "pipeline/refreshes",
}
ONE = {"customer_id": 1, "product_id": 1, "every_place": True, "place": ""}


def drawn() -> dict[str, Callable[..., go.Figure]]:
    """Every function that draws one answer, by module and name."""
    found = {}
    for tab in TABS:
        module = importlib.import_module(f"charts.{tab}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_") and name not in NOT_FOR_A_FRAME:
                found[f"{tab}.{name}"] = function
    return found


CHARTS = drawn()


def question(chart: str) -> str:
    return QUESTION_OF.get(chart, chart.replace(".", "/"))


def test_there_are_more_than_twenty() -> None:
    assert len(CHARTS) > 35


@pytest.mark.parametrize("chart", CHARTS)
def test_a_chart_draws_its_answer_and_an_empty_one(questions: Any, chart: str) -> None:
    import filters
    import queries
    from charts import drawing

    frame = queries.ask_now(question(chart), filters.Filters(days=90).values(**ONE)).frame
    figure = drawing.drawn(CHARTS[chart](frame))
    assert len(figure.data) > 0
    assert not {trace.type for trace in figure.data} & NEEDS_MORE
    sent = figure.to_json()
    assert '"bdata"' not in sent, "a typed array, which plotly.js always draws again"
    assert "template" not in json.loads(sent)["layout"]
    assert faint_marks(figure) == set(), "marks that hardly stand out from the page"
    assert faint_fills(figure) == set(), "areas that hardly stand out from the page, and have no edge that does"
    drawing.drawn(CHARTS[chart](frame.iloc[:0]))


def test_a_figure_takes_the_look_and_keeps_what_it_chose() -> None:
    import theme
    from charts.drawing import drawn

    figure = go.Figure(go.Bar(x=pd.Series([1.5, 2.5]), y=["a product", "another product"], orientation="h"))
    figure.update_layout(xaxis={"tickformat": "$", "title": "USD"}, margin={"l": 8, "t": 44})
    sent = json.loads(drawn(figure).to_json())
    assert sent["data"][0]["x"] == [1.5, 2.5]
    layout = sent["layout"]
    assert layout["xaxis"]["tickformat"] == "$"
    assert layout["xaxis"]["title"]["text"] == "USD"
    assert layout["xaxis"]["tickfont"]["color"] == theme.IDLE
    assert layout["datarevision"] == 1
    assert layout["margin"]["t"] == 44
    assert layout["margin"]["l"] > 6 * len("another product"), "room for the words"
    assert layout["margin"]["b"] > 40, "room for the ticks and the title"


def test_numbers_told_by_colour_have_the_page_s_scale() -> None:
    import theme
    from charts.drawing import drawn

    figure = json.loads(drawn(go.Figure(go.Heatmap(z=[[1.0, 2.0]]))).to_json())
    assert [colour for _, colour in figure["data"][0]["colorscale"]] == list(theme.SCALE)


def test_the_unfinished_day_is_lighter() -> None:
    from charts.overview import revenue_trend

    frame = pd.DataFrame(
        {
            "SALE_DATE": ["2026-01-01", "2026-01-02"],
            "NET_REVENUE": [10.0, 3.0],
            "MEAN_OF_7_DAYS": [10.0, 6.5],
            "ORDERS": [2, 1],
        }
    )
    figure = revenue_trend(frame)
    assert [trace.type for trace in figure.data] == ["bar", "scatter"]
    assert figure.data[0].marker.opacity == (1, 0.55)


def test_status_colours_mean_the_same_everywhere() -> None:
    from charts.overview import order_status

    frame = pd.DataFrame({"ORDER_STATUS": ["COMPLETED", "LOST"], "ORDERS": [5, 1], "SHARE_PERCENT": [83.3, 16.7]})
    assert list(order_status(frame).data[0].marker.color) == ["#2FBF8F", "#A9B4C6"]
    assert list(order_status(frame).data[0].y) == ["Completed", "Lost"]


def test_a_chosen_country_has_a_border() -> None:
    from charts.geography import world

    frame = pd.DataFrame(
        {
            "COUNTRY": ["Germany", "Japan"],
            "COUNTRY_CODE": ["DEU", "JPN"],
            "NET_REVENUE": [5.0, 1.0],
            "ORDERS": [2, 1],
            "SHARE_PERCENT": [83.3, 16.7],
        }
    )
    assert list(world(frame, "Japan").data[0].marker.line.width) == [0.5, 3]


def test_every_country_of_the_shop_has_an_outline(shop: Shop) -> None:
    from charts.geography import outlined, without_outline

    countries = pd.read_csv(project_dir("data") / "countries.csv")
    assert set(countries["country_code"]) <= outlined()
    small = pd.DataFrame({"COUNTRY": ["Singapore", "Spain"], "COUNTRY_CODE": ["SGP", "ESP"]})
    assert without_outline(small) == ["Singapore"]


def test_the_graph_says_what_waits_and_what_is_late() -> None:
    from charts.pipeline import flow
    from theme import FAILED, GOOD

    streams = pd.DataFrame(
        {"STREAM_NAME": ["ORDERS_STREAM"], "CONSUMER": ["LOAD"], "TARGET": ["FACT_SALES"], "PENDING_ROWS": [3]}
    )
    graph = pd.DataFrame(
        {"NAME": ["NEW", "OLD"], "INPUT_NAME": ["A.B.ORDERS", "A.B.ORDERS"], "INPUT_KIND": ["TABLE"] * 2}
    )
    tables = pd.DataFrame(
        {"NAME": ["NEW", "OLD"], "LAG_SEC": [10, 130], "TARGET_LAG_SEC": [120, 120], "IS_LATE": [False, True]}
    )
    dot = flow(streams, {"ORDERS_STREAM": "ORDERS"}, graph, tables)
    assert "3 waiting" in dot
    assert '"ORDERS" -> "ORDERS_STREAM"' in dot
    assert '"LOAD" -> "FACT_SALES"' in dot
    new, old = (next(line for line in dot.splitlines() if line.startswith(f'"{name}" [')) for name in ("NEW", "OLD"))
    assert GOOD in new
    assert FAILED in old
    assert "LATE" in old


def test_a_short_run_is_still_seen() -> None:
    from charts.pipeline import task_runs

    frame = pd.DataFrame(
        {
            "NAME": ["A", "A", "B"],
            "STATE": ["SUCCEEDED", "FAILED", "SCHEDULED"],
            "SCHEDULED_TIME": pd.to_datetime(["2026-01-01 10:00", "2026-01-01 11:00", "2026-01-01 12:00"], utc=True),
            "QUERY_START_TIME": pd.to_datetime(["2026-01-01 10:00", "2026-01-01 11:00", None], utc=True),
            "COMPLETED_TIME": pd.to_datetime(["2026-01-01 10:00", "2026-01-01 11:00", None], utc=True),
            "DURATION_MS": [1, 1, None],
            "ERROR_MESSAGE": [None, "no", None],
        }
    )
    figure = task_runs(frame)
    assert {trace.name for trace in figure.data} == {"Succeeded", "Failed"}
    assert all(width >= 1000 for trace in figure.data for width in trace.x)


def test_the_page_and_the_charts_have_one_palette() -> None:
    import tomllib

    import theme

    config = tomllib.loads((FOLDER / ".streamlit" / "config.toml").read_text())["theme"]
    assert tuple(config["chartCategoricalColors"]) == theme.PALETTE
    assert (config["backgroundColor"], config["secondaryBackgroundColor"]) == (theme.PAGE, theme.CARD)
    assert config["textColor"] == theme.TEXT


@pytest.mark.parametrize("colour", ["GOOD", "LATE", "FAILED", "IDLE", "PRIMARY", "TEXT"])
def test_contrast_on_page_and_card(colour: str) -> None:
    import theme

    least = 4.5 if colour == "TEXT" else 3
    assert min(contrast(getattr(theme, colour), ground) for ground in (theme.PAGE, theme.CARD)) >= least


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio of two hex colours."""

    def luminance(colour: str) -> float:
        parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_numbers_in_words() -> None:
    from theme import change, markdown, money, percent, points, seconds, words

    assert (money(128_400), money(-2_900), money(12.5), money(None)) == ("$128.4K", "-$2.9K", "$12.50", "–")
    assert (percent(12.34), change(10.0), change(-3.21), change(None), points(-0.4), points(None)) == (
        "12.3%",
        "+10.0%",
        "-3.2%",
        None,
        "-0.4 pp",
        None,
    )
    assert change(1591.5) == "+1,592%"
    assert (seconds(95), seconds(7260), seconds(9), words("CREDIT_CARD")) == (
        "1 min 35 s",
        "2 h 1 min",
        "9 s",
        "Credit card",
    )
    assert markdown("$5 and $6") == r"\$5 and \$6"
