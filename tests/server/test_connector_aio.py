"""The connector's asyncio interface: several statements of one connection at once, results as they come."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import snowflake.connector

from tests.server.conftest import Running, login

aio = pytest.importorskip("snowflake.connector.aio", reason="this release of the connector has no asyncio interface")

Work = Callable[[Any], Awaitable[Any]]


@pytest.fixture
def through(server: Running, account: str) -> Callable[[Work], Any]:
    """Run work on an asyncio connection to the test's own account."""

    async def connected(work: Work) -> Any:
        connection = await aio.connect(**login(server, account))
        try:
            return await work(connection)
        finally:
            await connection.close()

    return lambda work: asyncio.run(connected(work))


def test_rows_and_descriptions(through: Callable[[Work], Any]) -> None:
    async def work(connection: Any) -> Any:
        cursor = connection.cursor()
        await cursor.execute("SELECT 1 AS a, 'x' AS b UNION ALL SELECT 2, 'y' ORDER BY 1")
        return await cursor.fetchall(), cursor.rowcount, [column.name for column in cursor.description]

    assert through(work) == ([(1, "x"), (2, "y")], 2, ["A", "B"])


def test_statements_of_one_connection_at_once(through: Callable[[Work], Any]) -> None:
    async def work(connection: Any) -> Any:
        async def successor(number: int) -> int:
            cursor = connection.cursor()
            await cursor.execute("SELECT %s + 1", (number,))
            return int((await cursor.fetchone())[0])

        return await asyncio.gather(*(successor(number) for number in range(8)))

    assert through(work) == [1, 2, 3, 4, 5, 6, 7, 8]


def test_writing_iterating_and_pandas(through: Callable[[Work], Any]) -> None:
    async def work(connection: Any) -> Any:
        cursor = connection.cursor()
        await cursor.execute("CREATE DATABASE d")
        await cursor.execute("CREATE TABLE t (a INT, b VARCHAR)")
        await cursor.executemany("INSERT INTO t VALUES (%s, %s)", [(1, "a"), (2, "b")])
        inserted = cursor.rowcount
        await cursor.execute("SELECT a FROM t ORDER BY a")
        rows = [row async for row in cursor]
        await cursor.execute("SELECT a, b FROM t ORDER BY a")
        return inserted, rows, (await cursor.fetch_pandas_all()).to_numpy().tolist()

    assert through(work) == (2, [(1,), (2,)], [[1, "a"], [2, "b"]])


def test_a_query_left_to_itself_and_an_error(through: Callable[[Work], Any]) -> None:
    async def work(connection: Any) -> Any:
        cursor = connection.cursor()
        await cursor.execute_async("SELECT SYSTEM$WAIT(100, 'MILLISECONDS')")
        await cursor.get_results_from_sfqid(cursor.sfqid)
        waited = await cursor.fetchall()
        with pytest.raises(snowflake.connector.errors.ProgrammingError) as caught:
            await cursor.execute("SELECT * FROM nope")
        return waited, caught.value.errno, caught.value.sqlstate

    assert through(work) == ([("waited 100 milliseconds",)], 2003, "42S02")
