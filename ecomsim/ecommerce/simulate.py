"""Simulating: the generator's traffic, written through SQL, on whatever clock the account has.

On a virtual clock each step moves the time on, so tasks and refreshes fall due between the batches; on the
wall clock, and on Snowflake, a step takes as long as it says. One batch is one transaction: an order is never
seen without its items.
"""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from ecomsim import backends
from ecomsim.ecommerce.generator.dataset import SCHEMAS
from ecomsim.ecommerce.generator.traffic import Rates, next_batch
from ecomsim.ecommerce.generator.world import (
    RETURN_WINDOW,
    Article,
    Batch,
    LiveOrder,
    NextIds,
    Shopper,
    World,
    after,
)
from ecomsim.ecommerce.load import SCHEMA
from ecomsim.ecommerce.status import now as instant_of

PACE = 200.0
"""How much busier than in its history the shop is while somebody watches: about 60 orders an hour at scale 1."""

NATURAL_PACE = 1.0
"""The pace of the shop's history."""

VIRTUAL_STEP = timedelta(minutes=1)
LONG_STEP = timedelta(minutes=10)
"""How often something is written during simulated days: a shop at its natural pace sells nothing in most minutes."""
LIVE_STEP = timedelta(seconds=10)


FEW = 20
"""Up to so many updates of a batch are sent one by one. More of them are one statement: each looks for its rows."""


@dataclass(frozen=True, slots=True)
class _Updates:
    """One kind of update: the table, its key, and the columns that are set, with their types. No batch names a key
    twice.
    """

    table: str
    key: str
    columns: dict[str, str]

    def one(self) -> str:
        """The statement for one row; its parameters are the columns and the key."""
        assignments = ", ".join(f"{name} = ?" for name in self.columns)
        return f"UPDATE {SCHEMA}.{self.table} SET {assignments} WHERE {self.key} = ?"

    def many(self) -> str:
        """The statement for any number of rows; its parameter is a JSON array of them."""
        taken = "".join(f", value:{name}::{kind} AS {name}" for name, kind in self.columns.items())
        return (
            f"UPDATE {SCHEMA}.{self.table} SET {', '.join(f'{name} = new.{name}' for name in self.columns)} "
            f"FROM (SELECT value:{self.key}::INTEGER AS {self.key}{taken} "
            f"FROM TABLE(FLATTEN(INPUT => PARSE_JSON(?)))) AS new WHERE {self.table}.{self.key} = new.{self.key}"
        )

    def send(self, cursor: Any, updates: Sequence[Any]) -> None:
        if len(updates) <= FEW:
            rows = [tuple(getattr(update, name) for name in (*self.columns, self.key)) for update in updates]
            cursor.executemany(self.one(), rows, _force_qmark_paramstyle=True)
        else:
            document = json.dumps([asdict(update) for update in updates], default=str)
            cursor.execute(self.many(), (document,), _force_qmark_paramstyle=True)


_UPDATES = {
    "order_updates": _Updates(
        "ORDERS",
        "order_id",
        {"order_status": "VARCHAR", "payment_status": "VARCHAR", "updated_at": "TIMESTAMP_NTZ"},
    ),
    "customer_updates": _Updates(
        "CUSTOMERS",
        "customer_id",
        {
            "customer_segment": "VARCHAR",
            "city": "VARCHAR",
            "country": "VARCHAR",
            "country_code": "VARCHAR",
            "updated_at": "TIMESTAMP_NTZ",
        },
    ),
    "price_updates": _Updates(
        "PRODUCTS",
        "product_id",
        {"unit_price": "NUMBER(10,2)", "unit_cost": "NUMBER(10,2)", "updated_at": "TIMESTAMP_NTZ"},
    ),
}


def simulate(
    connection: Any,
    *,
    minutes: int,
    seed: int,
    pace: float = PACE,
    virtual_step: timedelta = VIRTUAL_STEP,
    on_minutes: Callable[[int], None] = lambda _: None,
) -> dict[str, int]:
    """Traffic for `minutes`; returns the rows written by kind. `on_minutes` hears how many minutes have passed
    since it last heard.

    The same data and seed give the same traffic on a virtual clock, row for row.
    """
    totals: defaultdict[str, int] = defaultdict(int)
    is_virtual = backends.has_virtual_clock(connection)
    step = virtual_step if is_virtual else LIVE_STEP
    steps = round(timedelta(minutes=minutes) / step)
    wait = _advancing(connection, step) if is_virtual else _waiting(connection, time.sleep, step)
    per_call = max(timedelta(minutes=1), step)
    steps_per_call = round(per_call / step)
    with backends.steadily(connection):
        for number, batch in enumerate(_batches(connection, seed, pace, wait), start=1):
            for kind, count in _sizes(batch).items():
                totals[kind] += count
            if number % steps_per_call == 0:
                on_minutes(round(per_call / timedelta(minutes=1)))
            if number == steps:
                break
    return dict(totals)


def live(connection: Any, *, seed: int, stop: threading.Event, pace: float = PACE) -> None:
    """Traffic in real time until `stop` is set."""
    for _ in _batches(connection, seed, pace, _waiting(connection, stop.wait, LIVE_STEP)):
        if stop.is_set():
            return


def _advancing(connection: Any, step: timedelta) -> Callable[[], datetime]:
    """A wait that moves the virtual clock; it answers the instant, as `present` does, without a statement."""
    return lambda: connection.advance(step).replace(tzinfo=None)


def _waiting(connection: Any, sleep: Callable[[float], object], step: timedelta) -> Callable[[], datetime]:
    """A wait that takes as long as it says."""

    def wait() -> datetime:
        sleep(step.total_seconds())
        return present(connection)

    return wait


def _batches(connection: Any, seed: int, pace: float, wait: Callable[[], datetime]) -> Iterator[Batch]:
    """Wait, see how much time has passed, write what happened in it; again and again."""
    last = present(connection)
    world = read_world(connection, last)
    rng = np.random.default_rng([seed, world.ids.order])
    rates = Rates().times(pace)
    while True:
        instant = wait()
        batch = next_batch(rng, world, now=instant, step=instant - last, rates=rates)
        write(connection, batch)
        world = after(world, batch, now=instant)
        last = instant
        yield batch


def present(connection: Any) -> datetime:
    """The account's time, naive UTC as TIMESTAMP_NTZ."""
    return instant_of(connection).replace(tzinfo=None)


def write(connection: Any, batch: Batch) -> None:
    """One batch in one transaction; nothing is sent for an empty one."""
    if not any(_sizes(batch).values()):
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN TRANSACTION")
        try:
            for table, rows in batch.inserts().items():
                names = tuple(SCHEMAS[table])
                marks = ", ".join("?" for _ in names)
                cursor.executemany(
                    f"INSERT INTO {SCHEMA}.{table} ({', '.join(names)}) VALUES ({marks})",
                    rows,
                    _force_qmark_paramstyle=True,
                )
            for kind, statements in _UPDATES.items():
                if updates := getattr(batch, kind):
                    statements.send(cursor, updates)
        except BaseException:
            cursor.execute("ROLLBACK")
            raise
        cursor.execute("COMMIT")


def _sizes(batch: Batch) -> dict[str, int]:
    """Rows of a batch by kind."""
    kinds = ("customers", "orders", "order_items", "movements", *_UPDATES)
    return {kind: len(getattr(batch, kind)) for kind in kinds}


# --- the world, read back from the tables -------------------------------------------------------------------


def read_world(connection: Any, moment: datetime) -> World:
    """The shop as it stands in the source tables; everything in id order, so that traffic is reproducible."""
    with connection.cursor() as cursor:
        return World(
            shoppers=_shoppers(cursor),
            articles=_articles(cursor, moment),
            orders=_orders(cursor, moment),
            ids=_next_ids(cursor),
        )


def _shoppers(cursor: Any) -> tuple[Shopper, ...]:
    cursor.execute(
        "SELECT customer_id, customer_segment, city, country, country_code "
        f"FROM {SCHEMA}.CUSTOMERS ORDER BY customer_id"
    )
    return tuple(
        Shopper(customer_id=i, customer_segment=segment, city=city, country=country, country_code=code)
        for i, segment, city, country, code in cursor.fetchall()
    )


def _articles(cursor: Any, moment: datetime) -> tuple[Article, ...]:
    cursor.execute(
        f"""
        SELECT p.product_id, p.unit_price, p.unit_cost, p.initial_stock + COALESCE(m.moved, 0) AS stock,
            p.reorder_point, p.reorder_quantity, p.is_active, COALESCE(s.sold, 0) + 1 AS weight
        FROM {SCHEMA}.PRODUCTS p
        LEFT JOIN (
            SELECT product_id, SUM(quantity) AS moved FROM {SCHEMA}.INVENTORY_MOVEMENTS GROUP BY product_id
        ) m ON m.product_id = p.product_id
        LEFT JOIN (
            SELECT product_id, SUM(quantity) AS sold FROM {SCHEMA}.ORDER_ITEMS
            WHERE created_at > '{moment - timedelta(days=30)}'::TIMESTAMP_NTZ GROUP BY product_id
        ) s ON s.product_id = p.product_id
        ORDER BY p.product_id"""
    )
    return tuple(
        Article(
            product_id=i,
            unit_price=price,
            unit_cost=cost,
            stock=stock,
            reorder_point=point,
            reorder_quantity=quantity,
            is_active=is_active,
            weight=float(weight),
        )
        for i, price, cost, stock, point, quantity, is_active, weight in cursor.fetchall()
    )


def _orders(cursor: Any, moment: datetime) -> tuple[LiveOrder, ...]:
    may_change = (
        "(o.order_status IN ('PENDING', 'PROCESSING', 'SHIPPED') OR (o.order_status = 'COMPLETED' "
        f"AND o.updated_at > '{moment - RETURN_WINDOW}'::TIMESTAMP_NTZ))"
    )
    cursor.execute(
        f"SELECT i.order_id, i.product_id, i.quantity FROM {SCHEMA}.ORDER_ITEMS i "
        f"JOIN {SCHEMA}.ORDERS o ON o.order_id = i.order_id WHERE {may_change} ORDER BY i.order_item_id"
    )
    items: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for order_id, product_id, quantity in cursor.fetchall():
        items[order_id].append((product_id, quantity))
    cursor.execute(
        "SELECT order_id, order_status, payment_method, payment_status, updated_at "
        f"FROM {SCHEMA}.ORDERS o WHERE {may_change} ORDER BY order_id"
    )
    return tuple(
        LiveOrder(
            order_id=i,
            order_status=status,
            payment_method=method,
            payment_status=payment,
            updated_at=updated_at,
            items=tuple(items[i]),
        )
        for i, status, method, payment, updated_at in cursor.fetchall()
    )


def _next_ids(cursor: Any) -> NextIds:
    cursor.execute(
        f"""
        SELECT
            (SELECT COALESCE(MAX(customer_id), 0) + 1 FROM {SCHEMA}.CUSTOMERS),
            (SELECT COALESCE(MAX(order_id), 0) + 1 FROM {SCHEMA}.ORDERS),
            (SELECT COALESCE(MAX(order_item_id), 0) + 1 FROM {SCHEMA}.ORDER_ITEMS),
            (SELECT COALESCE(MAX(movement_id), 0) + 1 FROM {SCHEMA}.INVENTORY_MOVEMENTS)"""
    )
    customer, order, order_item, movement = cursor.fetchone()
    return NextIds(customer=customer, order=order, order_item=order_item, movement=movement)
