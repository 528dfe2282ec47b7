"""Words and labels can be read; the marks of every chart are looked at in test_charts.py."""

from __future__ import annotations

import tomllib

import pytest

from tests.dashboard.conftest import FOLDER
from tests.dashboard.contrast import WORDS, contrast


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


def test_a_button_of_the_primary_colour_can_be_read() -> None:
    import theme

    look = tomllib.loads((FOLDER / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    assert look["backgroundColor"] == theme.PAGE
    assert contrast(look["primaryColor"], theme.PAGE) >= WORDS
    assert contrast(look["primaryColor"], look["secondaryBackgroundColor"]) >= WORDS
