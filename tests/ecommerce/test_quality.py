"""The quality checks look at what was written since the look before, and at the whole when there is a reason to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import ecomsim
from ecomsim.ecommerce import deploy, load, status, verify
from ecomsim.ecommerce.generator import generate

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
ANALYTICS, RAW = "ECOMMERCE_DB.ANALYTICS", "ECOMMERCE_DB.RAW_DATA"
GROUPS = ("ORPHANS", "DUPLICATES", "VALUES", "FACTS", "SUMMARY")


@pytest.fixture(scope="module")
def shop() -> Iterator[Any]:
    """A small shop at rest, at which nobody but the tests looks."""
    with ecomsim.connect(clock="virtual", start=START) as connection:
        deploy.deploy(connection)
        load.load(connection, generate(scale=0.02, seed=7, today=START.replace(tzinfo=None)))
        verify.settle(connection)
        run(connection, "ALTER TASK ECOMMERCE_DB.STREAMS_TASKS.RUN_QUALITY_CHECKS SUSPEND")
        yield connection


def look(connection: Any, whole: str = "FALSE") -> tuple[str, dict[str, int]]:
    """Store the answers, a while after the last change: the scope, and the checks that found something."""
    connection.advance(timedelta(minutes=50))
    with connection.cursor() as cursor:
        (at,) = cursor.execute(f"CALL {ANALYTICS}.STORE_QUALITY_RESULTS({whole})").fetchone()
    rows = status.rows(connection, f"SELECT * FROM {ANALYTICS}.DATA_QUALITY_RESULTS WHERE checked_at = '{at}'")
    assert len({row["CHECK_NAME"] for row in rows}) == len(rows) == 35
    (scope,) = {row["SCOPE"] for row in rows}
    return scope, {row["CHECK_NAME"]: row["VIOLATIONS"] for row in rows if row["VIOLATIONS"]}


def run(connection: Any, *statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


OLD_ORDER = f"(SELECT MIN(order_id) FROM {RAW}.ORDERS)"


def test_a_look_at_new_rows_does_not_see_an_old_one_and_the_whole_does(shop: Any) -> None:
    assert look(shop, "TRUE") == ("ALL", {})
    assert look(shop) == ("RECENT", {})
    run(shop, f"UPDATE {RAW}.ORDERS SET order_status = 'LOST' WHERE order_id = {OLD_ORDER}")
    found = {"ORDERS_WITH_UNKNOWN_STATUS": 1}
    assert look(shop) == ("RECENT", {})
    assert look(shop, "TRUE") == ("ALL", found)
    assert look(shop) == ("ALL", found), "as long as something is wrong, every look is at the whole"
    run(shop, f"UPDATE {RAW}.ORDERS SET order_status = 'COMPLETED' WHERE order_id = {OLD_ORDER}")
    assert look(shop) == ("ALL", {})
    assert look(shop) == ("RECENT", {})


def test_new_rows_that_break_a_rule_are_seen(shop: Any) -> None:
    """Each with the keys and times of now; a key that repeats an old one too."""
    assert look(shop, "TRUE") == ("ALL", {})
    run(
        shop,
        f"INSERT INTO {RAW}.CUSTOMERS SELECT * REPLACE (SYSDATE() AS created_at, SYSDATE() AS updated_at) "
        f"FROM {RAW}.CUSTOMERS WHERE customer_id = (SELECT MIN(customer_id) FROM {RAW}.CUSTOMERS)",
        f"INSERT INTO {RAW}.ORDER_ITEMS (order_item_id, order_id, product_id, quantity, unit_price, unit_cost, "
        "discount_percent, line_total, created_at) SELECT MAX(order_item_id) + 1, -1, -1, 0, 1, 1, 0, 5, SYSDATE() "
        f"FROM {RAW}.ORDER_ITEMS",
        f"UPDATE {RAW}.ORDERS SET total_amount = total_amount + 1, updated_at = SYSDATE() WHERE order_id = {OLD_ORDER}",
        f"UPDATE {ANALYTICS}.FACT_SALES SET net_amount = net_amount + 1, updated_at = SYSDATE() "
        f"WHERE order_id = {OLD_ORDER}",
    )
    scope, found = look(shop)
    assert scope == "RECENT"
    assert found.keys() >= {
        "DUPLICATE_CUSTOMERS",
        "ITEMS_WITHOUT_ORDER",
        "ITEMS_WITHOUT_PRODUCT",
        "ITEMS_WITH_IMPOSSIBLE_AMOUNTS",
        "ITEMS_WITH_WRONG_LINE_TOTAL",
        "ORDERS_WITH_WRONG_TOTAL",
    }
    whole = {
        row["CHECK_NAME"]: row["VIOLATIONS"]
        for group in GROUPS
        for row in status.rows(shop, f"SELECT * FROM {ANALYTICS}.QUALITY_{group}")
    }
    assert all(whole[name] == count for name, count in found.items() if name in whole)


def test_the_first_look_of_a_day_is_at_the_whole() -> None:
    with ecomsim.connect(clock="virtual", start=START.replace(hour=21)) as connection:
        deploy.deploy(connection)
        connection.advance(timedelta(hours=5))
        looks = status.rows(
            connection,
            "SELECT HOUR(checked_at) AS hour, MAX(scope) AS scope "
            f"FROM {ANALYTICS}.DATA_QUALITY_RESULTS GROUP BY checked_at ORDER BY checked_at",
        )
    scopes = [(row["HOUR"], row["SCOPE"]) for row in looks]
    assert scopes == [(21, "ALL"), (22, "RECENT"), (23, "RECENT"), (0, "ALL"), (1, "RECENT"), (2, "RECENT")]
