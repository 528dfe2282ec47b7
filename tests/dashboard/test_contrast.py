"""Words and labels can be read; the marks of every chart are looked at in test_charts.py."""

from __future__ import annotations

import tomllib

import pytest

from tests.dashboard.conftest import FOLDER
from tests.dashboard.contrast import WORDS, contrast, faint_fills, over, seen_over_page


def test_contrast_is_measured_as_the_guideline_does() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_words_can_be_read_on_the_page_and_on_a_card() -> None:
    import theme

    for under in (theme.PAGE, theme.CARD):
        assert min(contrast(words, under) for words in (theme.TEXT, theme.IDLE, theme.PRIMARY)) >= WORDS


def test_a_label_can_be_read_inside_its_bar() -> None:
    import theme

    bars = {*theme.PALETTE, theme.QUIET, theme.GOOD, theme.LATE, theme.FAILED, theme.IDLE}
    assert {bar for bar in bars if contrast(theme.PAGE, bar) < WORDS} == set()


def test_a_label_can_be_read_inside_a_cell_a_tile_and_a_band_of_a_flow() -> None:
    import pandas as pd
    import theme
    from charts.payments import flows

    assert {colour for colour in theme.SCALE if contrast(theme.PAGE, colour) < WORDS} == set()
    band = flows(
        pd.DataFrame(
            [(1, "CREDIT_CARD", "PAID", 2, 2, 2)],
            columns=["STEP", "SOURCE", "TARGET", "ORDERS", "SOURCE_ORDERS", "TARGET_ORDERS"],
        )
    ).data[0]
    assert contrast(band.textfont.color, seen_over_page(band.link.color)) >= WORDS


def test_what_lets_the_page_through_is_laid_over_it() -> None:
    import plotly.graph_objects as go
    import theme

    assert seen_over_page("rgba(255,255,255,0.5)") == over("#FFFFFF", theme.PAGE, 0.5)
    faint = go.Figure(go.Scatter(y=[1, 2], fill="tozeroy", fillcolor="rgba(86,180,233,0.15)", line={"width": 0}))
    assert faint_fills(faint) == {over("#56B4E9", theme.PAGE, 0.15)}
    assert faint_fills(faint.update_traces(line={"width": 2, "color": "#56B4E9"})) == set(), "its edge stands out"


def test_a_button_of_the_primary_colour_can_be_read() -> None:
    import theme

    look = tomllib.loads((FOLDER / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    assert look["backgroundColor"] == theme.PAGE
    assert contrast(look["primaryColor"], theme.PAGE) >= WORDS
    assert contrast(look["primaryColor"], look["secondaryBackgroundColor"]) >= WORDS
