"""RESULT_SCAN of older statements: small results stay, large ones are given up."""

from __future__ import annotations

import pytest

import ecomsim
from ecomsim.errors import SnowflakeError
from ecomsim.sessions.kept_results import LATEST, SMALL


def test_small_results_outlive_large_ones() -> None:
    with ecomsim.connect() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT 42 AS answer")
        small = cursor.sfqid
        cursor.execute(f"SELECT SEQ4() AS n FROM TABLE(GENERATOR(ROWCOUNT => {SMALL + 1}))")
        large = cursor.sfqid
        for _ in range(LATEST - 1):
            cursor.execute("SELECT 1")
        assert len(cursor.execute(f"SELECT * FROM TABLE(RESULT_SCAN('{large}'))").fetchall()) == SMALL + 1
        cursor.execute("SELECT 1")
        assert cursor.execute(f"SELECT * FROM TABLE(RESULT_SCAN('{small}'))").fetchall() == [(42,)]
        with pytest.raises(SnowflakeError, match=f"Statement {large} not found"):
            cursor.execute(f"SELECT * FROM TABLE(RESULT_SCAN('{large}'))")
