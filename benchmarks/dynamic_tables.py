"""What following the change saves: refreshes by the change, forced and chosen, against refreshes of the whole query.

usage: python -m benchmarks.dynamic_tables [MILLIONS]   (order items; default 6 millions, about two minutes)

Every query has three tables: one is always computed as a whole, one always follows the change, one chooses. Each round
changes a share of the items (half updates, a quarter each of inserts and deletes) and refreshes all of them over the
same changes, another one first each time, since the first finds nothing in caches. After the change the file is
checkpointed, or that would be in the time of whichever refresh comes first. A ratio says how many times the whole
computation's time a refresh took.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.ratios import Ratio, show, timed
from ecomsim.accounts.account import Account
from ecomsim.names import Name
from ecomsim.sessions.session import Session
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
            transaction.wrote(table.id, count)


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


FORCED = {
    "enriched_orders": "keys",
    "product_performance": "sums",
    "sold_items": "change",
    "units_by_status": "sums",
    "units_by_product": "sums",
}
"""The way by which each follows the change where it is forced to."""
LIMITS = {"enriched_orders": 0.1, "product_performance": 0.1, "units_by_status": 0.1, "sold_items": 0.1}
"""What a refresh may cost with 0.1 % of the items changed, as a share of the whole computation; others as much."""
ROUNDS = ((0.0001, 6), (0.001, 6), (0.5, 3))
"""Shares of changed items, and how often each is measured."""
IDLE_MS = 2.0


def create(session: Session) -> None:
    """Three tables for each query."""
    for query, text in QUERIES.items():
        for way in ("full", "forced", "auto"):
            session.execute(
                f"CREATE DYNAMIC TABLE {query}_{way} TARGET_LAG = '1 day' WAREHOUSE = COMPUTE_WH "
                f"REFRESH_MODE = INCREMENTAL AS {text}"
            )


def refresh(session: Session, query: str, way: str, strategy: str) -> float:
    session.account.dynamic_tables.strategy = strategy  # type: ignore[assignment]
    return timed(lambda: session.execute(f"ALTER DYNAMIC TABLE {query}_{way} REFRESH"))


def measure(session: Session, items: int, share: float, rounds: int, step: int) -> list[Ratio]:
    """Ratios to the whole computation, over the same changes."""
    ways = ("full", "auto") if share > 0.1 else ("full", "forced", "auto")
    times: dict[tuple[str, str], list[float]] = {(query, way): [] for query in QUERIES for way in ways}
    for number in range(rounds):
        change(session, items, share, step + number)
        session.duck.execute("CHECKPOINT")
        for query in QUERIES:
            first = number % len(ways)
            for way in (*ways[first:], *ways[:first]):
                strategy = FORCED[query] if way == "forced" else way
                times[query, way].append(refresh(session, query, way, strategy))
    found = []
    for query in QUERIES:
        full = statistics.median(times[query, "full"])
        for way in ways[1:]:
            limit = 1.3 if share > 0.1 else LIMITS.get(query, 1.0)
            label = f"{query}, {share:.2%} changed, {FORCED[query] if way == 'forced' else way}"
            found.append(Ratio(label, statistics.median(times[query, way]), full, limit))
            show(found[-1])
    return found


def same(session: Session, ways: tuple[str, ...]) -> None:
    for query in QUERIES:
        for way in ways:
            for one, other in (("full", way), (way, "full")):
                sql = f"SELECT * FROM {query}_{one} EXCEPT SELECT * FROM {query}_{other} LIMIT 1"
                assert session.execute(sql).rows() == [], f"{query}: {one} has a row that {other} has not"


def idle(session: Session) -> Ratio:
    """A refresh with nothing to do, against what it may take."""
    took = [refresh(session, "sold_items", "auto", "auto") for _ in range(20)]
    found = Ratio("sold_items, nothing changed (limit in ms)", statistics.median(took), IDLE_MS, 1.0)
    show(found)
    return found


def main(millions: float = 6) -> list[Ratio]:
    items = int(millions * 1_000_000)
    print(f"{'dynamic tables, ' + format(items, ',') + ' order items':<58} {'refresh':>12} {'full':>12} {'ratio':>7}")
    with tempfile.TemporaryDirectory() as folder, Account.open(Path(folder) / "bench.duckdb") as account:
        session = account.session()
        setup(session, items)
        create(session)
        change(session, items, ROUNDS[0][0], 1)
        for query in QUERIES:  # not measured: sums are computed once
            for way, strategy in (("full", "full"), ("forced", FORCED[query]), ("auto", "auto")):
                refresh(session, query, way, strategy)
        found, step = [idle(session)], 2
        for share, rounds in ROUNDS:
            ratios = measure(session, items, share, rounds, step)
            step += rounds
            found += ratios
            if share == ROUNDS[0][0]:
                mean = statistics.geometric_mean(ratio.value for ratio in ratios)
                found.append(Ratio(f"geometric mean, {share:.2%} changed", mean, 1, 1 / 15))
                show(found[-1])
            if share == ROUNDS[1][0]:
                same(session, ("forced", "auto"))
        same(session, ("auto",))
        return found


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 6)
