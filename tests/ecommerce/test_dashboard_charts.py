"""The dashboard's charts without Streamlit: a frame in, traces out."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from types import ModuleType

import pandas as pd
import pytest

from ecomsim.ecommerce.project_files import project_dir


@pytest.fixture(scope="module")
def charts() -> Iterator[ModuleType]:
    folder = str(project_dir("dashboard"))
    sys.path.insert(0, folder)
    try:
        spec = importlib.util.spec_from_file_location("shop_charts", f"{folder}/charts.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield module
    finally:
        sys.path.remove(folder)


def test_the_unfinished_day_is_lighter(charts: ModuleType) -> None:
    frame = pd.DataFrame(
        {"SALE_DATE": ["2026-01-01", "2026-01-02"], "NET_REVENUE": [10.0, 3.0], "MEAN_OF_7_DAYS": [10.0, 6.5]}
    )
    figure = charts.daily_revenue(frame)
    assert [trace.type for trace in figure.data] == ["bar", "scatter"]
    assert figure.data[0].marker.opacity == (0.9, 0.4)


def test_ranked_bars(charts: ModuleType) -> None:
    segments = pd.DataFrame(
        {"CUSTOMER_SEGMENT": ["PREMIUM", "BASIC"], "COMPLETED_REVENUE": [9.0, 1.0], "SHARE_PERCENT": [90.0, 10.0]}
    )
    figure = charts.revenue_by_segment(segments)
    assert list(figure.data[0].text) == ["90.0%", "10.0%"]
    assert figure.data[0].orientation == "h"


def test_status_colours_mean_the_same_everywhere(charts: ModuleType) -> None:
    frame = pd.DataFrame({"ORDER_STATUS": ["COMPLETED", "LOST"], "ORDERS": [5, 1]})
    assert list(charts.order_status(frame).data[0].marker.color) == ["#2FBF8F", "#A9B4C6"]
