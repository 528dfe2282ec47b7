"""Products: the catalogue, its variants in a larger shop, and what things cost in the past.

Row i of every array here is product id i + 1. A variant keeps its original's margin and category, so
a larger shop has the same business facts. Prices and costs move once a quarter; the product table
shows the present ones, an order item the ones of its day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl

from ecomsim.ecommerce.generator.dataset import HISTORY_DAYS, SCHEMAS, cents, money, timestamps, to_micros
from ecomsim.ecommerce.generator.reference import Reference
from ecomsim.ecommerce.generator.season import MICROS_PER_DAY

QUARTER_DAYS = 91
QUARTERS = HISTORY_DAYS // QUARTER_DAYS + 2

# Products that sell fast and run low: units left at the end and units sold a day over the last month.
FEATURED = {"Wireless Mouse": (8, 5.0), "USB-C Cable": (12, 3.0), "Phone Case": (18, 2.0)}

_VARIANTS = [
    "Black", "White", "Blue", "Red", "Green", "Silver", "Grey", "Pink", "Plus", "Lite",
    "2nd Gen", "3rd Gen", "Travel Edition", "Office Edition", "Family Pack", "Limited Edition",
    "Eco", "Studio Edition", "Bundle",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """The catalogue of one shop and its price history."""

    names: list[str]
    categories: list[str]
    brands: list[str]
    popularity: np.ndarray  # relative sales
    is_active: np.ndarray
    ends: np.ndarray  # microseconds: the last moment an inactive product sells; far ahead for the others
    prices: np.ndarray  # cents by [quarters ago, product]
    costs: np.ndarray  # cents by [quarters ago, product]
    created: np.ndarray  # microseconds
    changed: np.ndarray  # microseconds: when the present price began

    def quarters_ago(self, product: np.ndarray, moment: np.ndarray) -> np.ndarray:
        """How many price changes each product has seen since each moment: a row of prices and costs."""
        since = self.changed[product] - moment
        ago = np.where(since <= 0, 0, 1 + since // (QUARTER_DAYS * MICROS_PER_DAY))
        return np.minimum(ago, QUARTERS - 1)

    def featured(self) -> dict[int, tuple[int, float]]:
        """Row of each featured product: its final stock and its units a day."""
        return {self.names.index(name): facts for name, facts in FEATURED.items()}


def make_goods(rng: np.random.Generator, *, count: int, today: datetime, ref: Reference) -> Goods:
    """`count` products; the catalogue itself comes first, then its variants."""
    base = len(ref.catalogue)
    row = np.arange(count) % base
    edition = np.arange(count) // base  # 0 is the catalogue's own
    factor = np.where(edition == 0, 1.0, rng.uniform(0.85, 1.2, count))
    price = np.round(cents(ref.catalogue["unit_price"])[row] * factor).astype(np.int64)
    cost = np.round(cents(ref.catalogue["unit_cost"])[row] * factor).astype(np.int64)
    names = ref.catalogue["product_name"].to_list()
    active = ref.catalogue["is_active"].to_numpy()[row]
    now = to_micros(today)
    age = rng.integers(HISTORY_DAYS + 30, HISTORY_DAYS + 1000, count) * MICROS_PER_DAY
    ends = now - rng.integers(400, 600, count) * MICROS_PER_DAY
    midnight = to_micros(datetime(today.year, today.month, today.day))
    created = midnight - age + 9 * 3600 * 1_000_000
    changed = midnight - rng.integers(1, QUARTER_DAYS, count) * MICROS_PER_DAY + 6 * 3600 * 1_000_000
    prices, costs = _history(rng, price, cost)
    return Goods(
        names=[names[r] if e == 0 else f"{names[r]} {_variant(int(e))}" for r, e in zip(row, edition, strict=True)],
        categories=[ref.catalogue["category"][int(r)] for r in row],
        brands=[ref.catalogue["brand"][int(r)] for r in row],
        popularity=ref.catalogue["popularity"].to_numpy()[row] * np.where(edition == 0, 1.0, 0.6),
        is_active=active,
        ends=np.where(active, np.iinfo(np.int64).max, ends),
        prices=prices,
        costs=costs,
        created=created,
        changed=changed,
    )


def _variant(edition: int) -> str:
    """The name of a variant; the list is long enough for the largest shop."""
    return _VARIANTS[edition - 1]


def _history(rng: np.random.Generator, price: np.ndarray, cost: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Prices and costs by [quarters ago, product]; the further back the cheaper, at most ten percent.

    Cost follows price with little slack, so a price is above its cost in every quarter and a margin
    two years old is within a point or two of today's.
    """
    trend = rng.uniform(0.0, 0.010, len(price))
    wobble = rng.normal(0.0, 0.002, (QUARTERS, len(price)))
    ago = np.arange(QUARTERS)[:, None]
    price_factor = 1 - trend * ago
    cost_factor = price_factor * np.where(ago == 0, 1.0, 1 + np.clip(wobble, -0.005, 0.005))
    prices = np.round(price * price_factor).astype(np.int64)
    costs = np.minimum(np.round(cost * cost_factor).astype(np.int64), prices - 1)
    return prices, costs


def product_frame(
    goods: Goods, *, initial_stock: np.ndarray, reorder_point: np.ndarray, reorder_quantity: np.ndarray
) -> pl.DataFrame:
    """The product table, as RAW_DATA.PRODUCTS has it."""
    updated = np.where(goods.is_active, goods.changed, goods.ends)
    frame = pl.DataFrame(
        {
            "PRODUCT_ID": np.arange(1, len(goods.names) + 1),
            "PRODUCT_NAME": goods.names,
            "CATEGORY": goods.categories,
            "BRAND": goods.brands,
            "UNIT_PRICE": money(goods.prices[0]),
            "UNIT_COST": money(goods.costs[0]),
            "INITIAL_STOCK": initial_stock.astype(np.int64),
            "REORDER_POINT": reorder_point.astype(np.int64),
            "REORDER_QUANTITY": reorder_quantity.astype(np.int64),
            "IS_ACTIVE": goods.is_active,
            "CREATED_AT": timestamps(goods.created),
            "UPDATED_AT": timestamps(updated - updated % 1_000_000),
        }
    )
    return frame.select(list(SCHEMAS["PRODUCTS"]))
