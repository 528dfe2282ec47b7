"""The project's alerts: a failed task and a product that ran out are told once, with what happened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import ecomsim
from ecomsim.ecommerce import deploy, scripts


def test_failures_and_stock_outs_are_told_once() -> None:
    start = datetime(2026, 3, 2, 9, tzinfo=UTC)
    with ecomsim.connect(clock="virtual", start=start) as connection:
        deploy.run(connection, scripts.numbered())
        deploy.run(connection, scripts.numbered(first=11, last=11))
        with connection.cursor() as cursor:
            for task in cursor.execute("SHOW TASKS IN DATABASE ECOMMERCE_DB").fetchall():
                cursor.execute(f"ALTER TASK ECOMMERCE_DB.{task[4]}.{task[1]} SUSPEND")
            connection.advance(timedelta(minutes=20))
            cursor.execute(
                "INSERT INTO ECOMMERCE_DB.STREAMS_TASKS.ERROR_LOG (task_name, error_code, error_message, error_state, "
                "logged_at) VALUES ('LOAD_FACT_SALES', 100051, 'Division by zero', '22012', SYSDATE())"
            )
            cursor.execute(
                "INSERT INTO ECOMMERCE_DB.ANALYTICS.STOCK_ALERTS (product_id, product_name, alert_level, "
                "current_stock, reorder_point, opened_at, updated_at) "
                "VALUES (7, 'Lamp', 'OUT_OF_STOCK', 0, 5, SYSDATE(), SYSDATE())"
            )
        connection.advance(timedelta(hours=3))
        told: list[Any] = connection.account.outbox.messages()
    assert [(each.subject, each.recipients) for each in told] == [
        ("E-commerce pipeline: tasks have failed", ("data-team@example.com",)),
        ("E-commerce shop: products are out of stock", ("data-team@example.com",)),
    ]
    assert told[0].body.startswith("LOAD_FACT_SALES at 2026-03-02 09:20:00")
    assert told[0].body.endswith("UTC: Division by zero")
    assert told[1].body == "Lamp (7), reorder point 5"
