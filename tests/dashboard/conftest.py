"""A loaded shop that has come to rest, and the dashboard's modules on the path, as Streamlit has them."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import ecomsim
from ecomsim.ecommerce import deploy, load, verify
from ecomsim.ecommerce.generator import generate
from ecomsim.ecommerce.generator.dataset import Dataset

FOLDER = Path(__file__).resolve().parents[2] / "dashboard"
sys.path.insert(0, str(FOLDER))

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
SCALE = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """now: the account's time once every stream has been consumed, naive UTC."""

    path: str
    dataset: Dataset
    now: datetime


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """The shop in a file, without traffic: what the tables hold is what the generator made."""
    path = str(tmp_path_factory.mktemp("dashboard") / "shop.duckdb")
    dataset = generate(scale=SCALE, seed=11, today=START.replace(tzinfo=None))
    with ecomsim.connect(path, clock="virtual", start=START) as connection:
        deploy.deploy(connection)
        load.load(connection, dataset)
        verify.settle(connection)
    return Shop(path=path, dataset=dataset, now=(START + verify.SETTLING).replace(tzinfo=None))


@pytest.fixture
def page(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The account open on its virtual clock, and the dashboard's connection pointing at it."""
    yield from showing(shop.path, monkeypatch)


@pytest.fixture
def own_page(shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """As `page`, on a copy of the shop, for tests that change something."""
    yield from showing(str(copied(shop, tmp_path)), monkeypatch)


@pytest.fixture(scope="module")
def questions(shop: Shop) -> Iterator[Any]:
    """As `page`, opened once for all the tests of a module that only ask."""
    with pytest.MonkeyPatch.context() as patch:
        yield from showing(shop.path, patch)


@pytest.fixture(scope="module")
def own_account(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """As `own_page`, opened once for all the tests of a module."""
    with pytest.MonkeyPatch.context() as patch:
        yield from showing(str(copied(shop, tmp_path_factory.mktemp("own"))), patch)


def copied(shop: Shop, folder: Path) -> Path:
    """A copy of the shop's file in a folder."""
    return Path(shutil.copy(shop.path, folder / "own.duckdb"))


def showing(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """An account open on its virtual clock; the dashboard shows it for as long as the test lasts."""
    import connection
    import streamlit as st

    monkeypatch.setenv("ECOMSIM_DATABASE", database)
    monkeypatch.delenv("ECOMSIM_BACKEND", raising=False)
    st.cache_data.clear()
    st.cache_resource.clear()
    with ecomsim.connect(database, clock="virtual", warehouse="DE_PROJECT_WH") as account:
        yield account
        connection.connection().close()
    st.cache_data.clear()
    st.cache_resource.clear()


def opened(tab: str = "Overview", **query: str) -> AppTest:
    """The page of an address as it stands after both stages of a first look."""
    import stages

    app = AppTest.from_file(str(FOLDER / "app.py"), default_timeout=600)
    app.session_state[stages.WHOLE] = True
    app.query_params["tab"] = tab
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()
