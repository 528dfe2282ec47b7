"""Rows that come from Python stand in DuckDB under a name, and DuckDB's transaction takes names back when another
session's commit makes it begin anew: a statement must still see its own rows, never those of a statement before.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import ecomsim
from ecomsim import Connection

NAME = ":memory:names-of-arrow-tables"


@pytest.fixture
def shop() -> Iterator[Connection]:
    with ecomsim.connect(NAME) as connection:
        connection.execute_string(
            """
            CREATE DATABASE shop; USE SCHEMA shop.public;
            CREATE TABLE orders (id INT, method VARCHAR);
            CREATE TABLE items (id INT, amount INT);
            CREATE TABLE tips (id INT, amount INT);
            CREATE TABLE other (n INT);
            """
        )
        yield connection


def committed_elsewhere() -> None:
    """Another session commits: the next statement of an open transaction begins on a new snapshot."""
    with ecomsim.connect(NAME) as other:
        other.cursor().execute("INSERT INTO shop.public.other VALUES (1)")


def rows(connection: Connection, table: str) -> list[tuple[object, ...]]:
    return connection.cursor().execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()


@pytest.mark.parametrize("ends", ["COMMIT", "ROLLBACK"])
def test_each_batch_writes_its_own_rows(shop: Connection, ends: str) -> None:
    cursor = shop.cursor()
    cursor.execute("BEGIN")
    cursor.executemany("INSERT INTO orders VALUES (?, ?)", [(1, "PAYPAL"), (2, "CARD")], _force_qmark_paramstyle=True)
    committed_elsewhere()
    cursor.executemany("INSERT INTO items VALUES (?, ?)", [(1, 10), (1, 20)], _force_qmark_paramstyle=True)
    committed_elsewhere()
    cursor.executemany("INSERT INTO tips VALUES (?, ?)", [(7, 1)], _force_qmark_paramstyle=True)
    found = [rows(shop, "orders"), rows(shop, "items"), rows(shop, "tips")]
    assert found == [[(1, "PAYPAL"), (2, "CARD")], [(1, 10), (1, 20)], [(7, 1)]]
    cursor.execute(ends)
    assert [rows(shop, "orders"), rows(shop, "items"), rows(shop, "tips")] == (found if ends == "COMMIT" else [[]] * 3)


def test_a_statement_keeps_the_result_it_reads(shop: Connection) -> None:
    cursor = shop.cursor()
    cursor.execute("BEGIN")
    cursor.execute("INSERT INTO items VALUES (1, 10), (2, 20)")
    cursor.execute("SELECT id, amount FROM items WHERE id = 2")
    committed_elsewhere()
    cursor.execute("INSERT INTO tips SELECT * FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()))")
    cursor.execute("COMMIT")
    assert rows(shop, "tips") == [(2, 20)]


def test_two_sessions_send_the_same_batch_statement(shop: Connection) -> None:
    insert = "INSERT INTO shop.public.items VALUES (?, ?)"
    with ecomsim.connect(NAME, snowflake_database="SHOP", schema="PUBLIC") as other:
        for number, connection in enumerate((shop, other, shop, other)):
            connection.cursor().executemany(insert, [(number, 0), (number, 1)], _force_qmark_paramstyle=True)
    assert rows(shop, "items") == [(number, each) for number in range(4) for each in range(2)]
