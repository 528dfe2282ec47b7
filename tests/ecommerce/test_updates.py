"""Updates of the simulated traffic: many in one statement write what one by one they would."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

import ecomsim
from ecomsim.ecommerce import deploy, scripts, simulate
from ecomsim.ecommerce.generator.world import CustomerUpdate, OrderUpdate, PriceUpdate

NOW = datetime(2026, 3, 2, 9, 30, 1, 250_000)
RAW = "ECOMMERCE_DB.RAW_DATA"
UPDATES: dict[str, list[Any]] = {
    "order_updates": [
        OrderUpdate(order_id=1, order_status="COMPLETED", payment_status="PAID", updated_at=NOW),
        OrderUpdate(order_id=3, order_status="RETURNED", payment_status="REFUNDED", updated_at=NOW),
        OrderUpdate(order_id=9, order_status="SHIPPED", payment_status="PAID", updated_at=NOW),
    ],
    "customer_updates": [
        CustomerUpdate(
            customer_id=number,
            customer_segment="PREMIUM",
            city='Saint-Étienne "1"',
            country="France",
            country_code="FRA",
            updated_at=NOW,
        )
        for number in (2, 3)
    ],
    "price_updates": [
        PriceUpdate(product_id=number, unit_price=Decimal("10.10"), unit_cost=Decimal("0.07"), updated_at=NOW)
        for number in (1, 2)
    ],
}
BEGIN = (
    f"INSERT INTO {RAW}.ORDERS (order_id, customer_id, order_date, order_status) "
    "SELECT column1, column1, '2026-03-01', 'PENDING' FROM VALUES (1), (2), (3), (4)",
    f"INSERT INTO {RAW}.CUSTOMERS (customer_id, first_name) SELECT column1, 'x' FROM VALUES (1), (2), (3)",
    f"INSERT INTO {RAW}.PRODUCTS (product_id, unit_price) SELECT column1, 1 FROM VALUES (1), (2), (3)",
)


def written() -> dict[str, list[tuple[Any, ...]]]:
    """The tables after all updates."""
    with ecomsim.connect(clock="virtual", start=NOW) as connection, connection.cursor() as cursor:
        deploy.run(connection, scripts.numbered(first=1, last=3))
        for statement in BEGIN:
            cursor.execute(statement)
        for kind, updates in UPDATES.items():
            simulate._UPDATES[kind].send(cursor, updates)
        return {
            table: cursor.execute(f"SELECT * FROM {RAW}.{table} ORDER BY 1").fetchall()
            for table in ("ORDERS", "CUSTOMERS", "PRODUCTS")
        }


def test_many_updates_write_what_they_would_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    one_by_one = written()
    monkeypatch.setattr(simulate, "FEW", 0)
    assert written() == one_by_one
    statuses = [(row[0], row[3], row[5], row[-1]) for row in one_by_one["ORDERS"]]
    assert statuses == [
        (1, "COMPLETED", "PAID", NOW),
        (2, "PENDING", None, None),
        (3, "RETURNED", "REFUNDED", NOW),
        (4, "PENDING", None, None),
    ]
    assert [row[5] for row in one_by_one["CUSTOMERS"]] == [None, *['Saint-Étienne "1"'] * 2]
    assert [row[4:6] for row in one_by_one["PRODUCTS"]][:2] == [(Decimal("10.10"), Decimal("0.07"))] * 2
