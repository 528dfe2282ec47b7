"""What the page says when there is nothing to show, or nobody to ask: why, and what to do about it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from ecomsim.ecommerce import deploy
from ecomsim.server.run import Server
from ecomsim.server.settings import Settings
from tests.dashboard.conftest import Shop, opened, showing

CONNECTION = """
[emulated]
account = "local"
user = "{user}"
password = "{password}"
host = "127.0.0.1"
port = {port}
protocol = "http"
"""


def said(app: AppTest) -> str:
    """All that a page without a shop says."""
    assert not app.exception
    assert not app.metric
    return "\n".join(each.value for kind in (app.error, app.info, app.markdown, app.caption) for each in kind)


@pytest.fixture
def account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """An account without anything in it."""
    yield from showing(str(tmp_path / "empty.duckdb"), monkeypatch)


@pytest.fixture
def served(shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server with one user, and a connections.toml that names it, as the Snowflake backend reads it."""
    import streamlit as st

    path = str(tmp_path / "served.duckdb")
    shutil.copy(shop.path, path)
    with Server(Settings(port=0, database=path, clock="virtual", user="me", password="right")) as running:
        monkeypatch.setenv("ECOMSIM_BACKEND", "snowflake")
        monkeypatch.setenv("SNOWFLAKE_HOME", str(tmp_path))
        monkeypatch.setenv("SNOWFLAKE_DEFAULT_CONNECTION_NAME", "emulated")
        monkeypatch.delenv("SNOWFLAKE_ACCOUNT", raising=False)
        names(tmp_path, running.port)
        forgotten(st)
        yield running
        forgotten(st)


def names(home: Path, port: int, password: str = "right") -> None:
    file = home / "connections.toml"
    file.write_text(CONNECTION.format(port=port, user="me", password=password))
    file.chmod(0o600)


def forgotten(st: Any) -> None:
    st.cache_resource.clear()
    st.cache_data.clear()


def test_an_account_without_a_shop(account: Any) -> None:
    text = said(opened())
    assert "There is no shop in this database yet. Make one with `ecomsim demo`." in text
    assert "does not exist or not authorized" in text


def test_a_shop_without_a_sale(account: Any) -> None:
    deploy.deploy(account)
    app = opened()
    assert "No sale has arrived in FACT_SALES yet. Load the shop with `ecomsim load`" in said(app)
    assert app.button(key="place order").label.endswith("Place an order"), "the way out is on the page"


def test_a_part_of_a_shop(account: Any) -> None:
    deploy.deploy(account)
    account.cursor().execute("DROP TABLE ECOMMERCE_DB.ANALYTICS.FACT_SALES")
    assert "Make one with `ecomsim demo`" in said(opened())


def test_wrong_credentials(served: Server, tmp_path: Path) -> None:
    import connection as source

    names(tmp_path, served.port, password="wrong")
    app = opened()
    text = said(app)
    assert "The Snowflake account could not be reached" in text
    assert "Incorrect username or password was specified" in text
    assert "Check the account, the user and its password or key in `connections.toml`" in text
    assert "press **Refresh data**" in text
    names(tmp_path, served.port)
    app = app.button(key="refresh").click().run()
    assert not app.error
    assert app.metric, "the right password and Refresh are enough"
    source.connection().close()


def test_a_backend_that_goes_away_and_comes_back(served: Server, shop: Shop, tmp_path: Path) -> None:
    import connection as source

    app = opened()
    assert app.metric
    source.connection()._network_timeout = 1  # or the connector would try for a minute
    served.stop()
    app = app.button(key="refresh").click().run(timeout=600)
    text = said(app)
    assert "Check the account" in text
    assert "press **Refresh data**" in text
    with Server(Settings(port=0, database=str(tmp_path / "served.duckdb"), clock="virtual")) as again:
        names(tmp_path, again.port)
        app = app.button(key="refresh").click().run()
        assert not app.error
        assert app.metric
        source.connection().close()
