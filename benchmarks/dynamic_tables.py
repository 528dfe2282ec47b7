"""What following the change saves: a refresh by affected keys, and the automatic choice, against a full refresh.

usage: python benchmarks/dynamic_tables.py [MILLIONS]   (order items; default 1 million)

Each round changes a share of the items (half updates, a quarter each of inserts and deletes) and refreshes two tables
with the same query over the same changes, one by each strategy.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.ratios import Ratio, timed
from ecomsim.account import Account
from ecomsim.names import Name
from ecomsim.session import Session
from ecomsim.storage import layout

TABLES = {
    "customers": ("customer_id INT, name VARCHAR, segment VARCHAR", 10),
    "products": ("product_id INT, name VARCHAR, category VARCHAR", 100),
    "orders": ("order_id INT, customer_id INT, status VARCHAR, total NUMBER(12,2)", 4),
    "items": ("item_id INT, order_id INT, product_id INT, quantity INT, price NUMBER(12,2)", 1),
}
"""Columns of each table, and how many order items there are for each of its rows."""
ROWS = {
    "customers": "SELECT i, 'name ' || i, 'segment ' || (i % 4) FROM range({n}) r(i)",
    "products": "SELECT i, 'product ' || i, 'category ' || (i % 20) FROM range({n}) r(i)",
    "orders": "SELECT i, hash(i) % ({items} // 10), ['NEW', 'COMPLETED', 'RETURNED'][1 + i % 3], (i % 9973) / 100 "
    "FROM range({n}) r(i)",
    "items": "SELECT i, i // 4, hash(i) % ({items} // 100), 1 + i % 5, (i % 9973) / 100 FROM range({n}) r(i)",
}
QUERIES = {
    "enriched_orders": "SELECT o.order_id, o.customer_id, c.name, c.segment, o.status, o.total, "
    "COUNT(i.item_id) AS items, COALESCE(SUM(i.quantity * i.price), 0) AS amount FROM orders o "
    "JOIN customers c ON c.customer_id = o.customer_id LEFT JOIN items i ON i.order_id = o.order_id "
    "GROUP BY o.order_id, o.customer_id, c.name, c.segment, o.status, o.total",
    "product_performance": "SELECT p.product_id, p.name, p.category, "
    "COUNT(DISTINCT IFF(o.status = 'COMPLETED', o.order_id, NULL)) AS orders, "
    "COALESCE(SUM(IFF(o.status = 'COMPLETED', i.quantity, 0)), 0) AS units FROM products p "
    "LEFT JOIN items i ON i.product_id = p.product_id LEFT JOIN orders o ON o.order_id = i.order_id "
    "GROUP BY p.product_id, p.name, p.category",
    "sold_items": "SELECT i.item_id, i.quantity * i.price AS amount, o.status FROM items i "
    "JOIN orders o ON o.order_id = i.order_id WHERE o.status <> 'NEW'",
    "units_by_status": "SELECT o.status, SUM(i.quantity) AS units FROM items i "
    "JOIN orders o ON o.order_id = i.order_id GROUP BY o.status",
    "units_by_product": "SELECT product_id, SUM(quantity) AS units, COUNT(*) AS n FROM items GROUP BY product_id",
}


def setup(session: Session, items: int) -> None:
    session.execute("CREATE DATABASE bench")
    for name, (columns, share) in TABLES.items():
        session.execute(f"CREATE TABLE {name} ({columns})")
        table = session.catalog.relation(Name("BENCH", "PUBLIC", name.upper()))
        assert table is not None
        with session.writing() as transaction:
            version = transaction.write(table.id)
            source = ROWS[name].format(n=items // share, items=items)
            count = session.write(
                f"INSERT INTO {layout.current(table.id)} SELECT *, row_number() OVER () - 1, {version} FROM ({source})"
            )
            transaction.reserve(table.id, count)
            transaction.wrote(table.id)


def change(session: Session, items: int, share: float, step: int) -> None:
    """Change that share of the items; other ones in every step."""
    every = max(1, round(1 / share))
    session.execute(
        f"UPDATE items SET quantity = quantity + 1, order_id = order_id + (item_id % 2) "
        f"WHERE (item_id + {step}) % {2 * every} = 0"
    )
    session.execute(f"DELETE FROM items WHERE (item_id + {step}) % {4 * every} = 1")
    session.execute(
        f"INSERT INTO items SELECT item_id + {items * (step + 1)}, order_id, product_id, 1, price FROM items "
        f"WHERE (item_id + {step}) % {4 * every} = 2"
    )


def measure(session: Session, items: int, query: str, share: float, limit: float, rounds: int = 3) -> list[Ratio]:
    """Ratios of both strategies and of the automatic choice to the full refresh, over the same changes."""
    states = session.account.dynamic_tables
    ways = ("full", "keys", "auto")
    for way in ways:
        session.execute(
            f"CREATE OR REPLACE DYNAMIC TABLE by_{way} TARGET_LAG = '1 day' WAREHOUSE = COMPUTE_WH "
            f"REFRESH_MODE = INCREMENTAL AS {QUERIES[query]}"
        )
    times: dict[str, list[float]] = {way: [] for way in ways}
    for step in range(rounds + 2):
        change(session, items, share, step + 1)
        for way in ways:
            states.strategy = way  # type: ignore[assignment]
            took = timed(lambda way=way: session.execute(f"ALTER DYNAMIC TABLE by_{way} REFRESH"))  # type: ignore[misc]
            if step > 1:  # the first refresh is full by any strategy, the second measures the other one
                times[way].append(took)
    full = statistics.median(times["full"])
    found = [
        Ratio(f"{query}, {share:.2%} changed, {way}", statistics.median(times[way]), full, most)
        for way, most in (("keys", limit), ("auto", 1.3))
    ]
    for ratio in found:
        print(ratio, flush=True)
    for way in ("keys", "auto"):
        for one, other in (("full", way), (way, "full")):
            rows = session.execute(f"SELECT * FROM by_{one} EXCEPT SELECT * FROM by_{other} LIMIT 1").rows()
            assert rows == [], f"{query}: {one} has a row that {other} has not"
    return found


def main(millions: float = 1) -> list[Ratio]:
    items = int(millions * 1_000_000)
    print(f"{'dynamic tables, ' + format(items, ',') + ' order items':<58} {'refresh':>12} {'full':>12} {'ratio':>7}")
    with tempfile.TemporaryDirectory() as folder, Account.open(Path(folder) / "bench.duckdb") as account:
        session = account.session()
        setup(session, items)
        return [
            ratio
            for share in (0.0001, 0.001, 0.5)
            for query in QUERIES
            for ratio in measure(session, items, query, share, 0.1 if share < 0.01 else 10)
        ]


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 1)
