"""The memory limit of an account: given by the connection that opens it, by the environment, or by default."""

from __future__ import annotations

from pathlib import Path

import pytest

import ecomsim
from ecomsim.errors import InterfaceError


def limit(connection: ecomsim.Connection) -> str:
    with connection.account.internal() as duck:
        row = duck.execute("SELECT current_setting('memory_limit')").fetchone()
    assert row is not None
    return str(row[0])


def test_the_connection_gives_it() -> None:
    with ecomsim.connect(memory_limit="1GiB") as connection:
        assert limit(connection) == "1.0 GiB"


def test_the_environment_gives_it_and_the_connection_overrides_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ECOMSIM_MEMORY_LIMIT", "2GiB")
    with ecomsim.connect() as connection:
        assert limit(connection) == "2.0 GiB"
    with ecomsim.connect(memory_limit="1GiB") as connection:
        assert limit(connection) == "1.0 GiB"


def test_what_does_not_fit_is_spilled() -> None:
    with ecomsim.connect(memory_limit="100MiB") as connection, connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE d")
        cursor.execute(
            "CREATE TABLE d.public.sorted AS SELECT seq4() AS n, md5(seq4()::VARCHAR) AS text "
            "FROM TABLE(GENERATOR(ROWCOUNT => 2000000)) ORDER BY text"
        )
        assert cursor.execute("SELECT COUNT(*) FROM d.public.sorted").fetchone() == (2_000_000,)


@pytest.mark.parametrize("wrong", ["lots", "0"])
def test_a_wrong_limit_says_what_is_right(wrong: str) -> None:
    with pytest.raises(InterfaceError, match="Invalid memory limit"):
        ecomsim.connect(memory_limit=wrong)


def test_it_belongs_to_the_connection_that_opens_the_file(tmp_path: Path) -> None:
    with ecomsim.connect(tmp_path / "a.duckdb"), pytest.raises(InterfaceError, match="memory_limit is for"):
        ecomsim.connect(tmp_path / "a.duckdb", memory_limit="1GiB")
