"""Order items: what is in each order, how many, at which price and discount.

A product stands at most once in an order, and never after it was discontinued. The featured products
are placed at an even pace instead of drawn, so their recent sales a day are facts, not averages.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import polars as pl

from ecomsim.ecommerce.generator.dataset import HISTORY_DAYS, SCHEMAS, compact, money, timestamps, to_micros
from ecomsim.ecommerce.generator.goods import Goods
from ecomsim.ecommerce.generator.sales import CANCELLED, RETURNED, Sales
from ecomsim.ecommerce.generator.season import MICROS_PER_DAY

RECENT_DAYS = 30  # whole days before today in which the featured products sell at their full rate
EARLIER_RATE = 0.35  # their rate before, as a share of it
UNITS_PER_LINE = 2  # of a featured product, on average

DISCOUNTS = np.array([0, 5, 10, 15, 20, 25])
DISCOUNT_SHARE = np.array([0.68, 0.12, 0.10, 0.06, 0.025, 0.015])
DISCOUNT_OF_MARGIN = 0.5  # a discount takes at most this part of a product's margin

_UP_TO = np.array([5_000, 20_000])  # cents: bounds of the price bands below
_MORE_THAN = np.array([[0.68, 0.88, 0.95, 0.985], [0.85, 0.96, 0.99, 0.998], [0.94, 0.99, 1.0, 1.0]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Baskets:
    """Per item, grouped by order and in order of time."""

    order: np.ndarray  # row of the order table
    product: np.ndarray  # row of the product table
    quantity: np.ndarray
    discount: np.ndarray  # whole percent
    price: np.ndarray  # cents
    cost: np.ndarray  # cents
    line_total: np.ndarray  # cents


def make_baskets(
    rng: np.random.Generator,
    *,
    per_order: np.ndarray,
    today: datetime,
    sales: Sales,
    goods: Goods,
    scale: float,
) -> Baskets:
    """`per_order[i]` items for order i."""
    order = np.repeat(np.arange(len(per_order)), per_order)
    moment = sales.ordered[order]
    product = _draw_products(rng, order, moment, goods)
    quantity = quantities(rng, goods.prices[0][product])
    _place_featured(rng, product, quantity, per_order, today, sales, goods, scale)
    ago = goods.quarters_ago(product, moment)
    price, cost = goods.prices[ago, product], goods.costs[ago, product]
    discount = discounts(rng, price, cost)
    return Baskets(
        order=compact(order),
        product=compact(product),
        quantity=compact(quantity),
        discount=compact(discount),
        price=compact(price),
        cost=compact(cost),
        line_total=compact(line_totals(quantity, price, discount)),
    )


def line_totals(quantity: np.ndarray, price: np.ndarray, discount: np.ndarray) -> np.ndarray:
    """Cents: quantity * price less `discount` whole percent, half a cent rounded up."""
    return (quantity * price * (100 - discount) + 50) // 100


def _draw_products(rng: np.random.Generator, order: np.ndarray, moment: np.ndarray, goods: Goods) -> np.ndarray:
    """Products by popularity; what an order has twice or could no longer buy is drawn again."""
    weights = goods.popularity.copy()
    weights[list(goods.featured())] = 0.0
    bounds = np.cumsum(weights)

    def draw(count: int) -> np.ndarray:
        return np.searchsorted(bounds, rng.random(count) * bounds[-1], side="right")

    product = draw(len(order))
    suspects = np.arange(len(order))
    while len(suspects):
        key = pl.Series(order[suspects] * len(weights) + product[suspects])
        wrong = (~key.is_first_distinct()).to_numpy() | (moment[suspects] > goods.ends[product[suspects]])
        again = suspects[wrong]
        product[again] = draw(len(again))
        # Only orders that changed can be wrong now, but there all items count.
        suspects = np.flatnonzero(_members(order, order[again])) if len(again) else again
    return product


def _members(order: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    flags = np.zeros(order[-1] + 1, dtype=bool)
    flags[wanted] = True
    return flags[order]


def quantities(rng: np.random.Generator, price: np.ndarray) -> np.ndarray:
    """One to five units, the dearer the fewer."""
    chance = rng.random(len(price))
    band = np.searchsorted(_UP_TO, price, side="right")
    quantity = np.ones(len(price), dtype=np.int64)
    for more in range(_MORE_THAN.shape[1]):
        quantity += chance >= _MORE_THAN[band, more]
    return quantity


def discounts(rng: np.random.Generator, price: np.ndarray, cost: np.ndarray) -> np.ndarray:
    bounds = np.cumsum(DISCOUNT_SHARE)
    wish = DISCOUNTS[np.minimum(np.searchsorted(bounds, rng.random(len(price))), len(DISCOUNTS) - 1)]
    most = (100 * DISCOUNT_OF_MARGIN * (price - cost) / price).astype(np.int64) // 5 * 5
    return np.minimum(wish, most)


def _place_featured(
    rng: np.random.Generator,
    product: np.ndarray,
    quantity: np.ndarray,
    per_order: np.ndarray,
    today: datetime,
    sales: Sales,
    goods: Goods,
    scale: float,
) -> None:
    """Put the featured products into orders that were kept, changing `product` and `quantity` in place.

    The first product takes the first item of its orders, the second the second, and so on, so they
    never meet in one place.
    """
    first_item = np.concatenate([[0], np.cumsum(per_order)[:-1]])
    kept = ~np.isin(sales.status, [CANCELLED, RETURNED])
    midnight = datetime(today.year, today.month, today.day)
    since = to_micros(midnight - timedelta(days=RECENT_DAYS))
    recent_days = (to_micros(today) - since) / MICROS_PER_DAY
    recent = sales.ordered >= since
    for position, (row, (_, rate)) in enumerate(goods.featured().items()):
        rate *= min(1.0, scale)
        fits = kept & (per_order > position)
        for era, units in (
            (recent, rate * recent_days),
            (~recent, rate * EARLIER_RATE * (HISTORY_DAYS - recent_days)),
        ):
            orders = np.flatnonzero(fits & era)
            spots, amounts = _even_pace(rng, len(orders), round(units))
            item = first_item[orders[spots]] + position
            product[item], quantity[item] = row, amounts


def _even_pace(rng: np.random.Generator, places: int, units: int) -> tuple[np.ndarray, np.ndarray]:
    """Evenly spaced places out of `places`, and units for each; `units` in all when there is a place."""
    lines = min(places, math.ceil(units / UNITS_PER_LINE))
    if lines == 0:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    spots = np.floor((np.arange(lines) + rng.random()) * places / lines).astype(np.int64)
    amounts = 1 + rng.multinomial(units - lines, np.full(lines, 1 / lines))
    return np.minimum(spots, places - 1), amounts


def item_frame(baskets: Baskets, ordered: np.ndarray, first: int = 0) -> pl.DataFrame:
    """Rows of the item table, as RAW_DATA.ORDER_ITEMS has it, from row `first` on; `ordered` is the order time by order
    row.
    """
    frame = pl.DataFrame(
        {
            "ORDER_ITEM_ID": np.arange(first + 1, first + len(baskets.order) + 1),
            "ORDER_ID": baskets.order.astype(np.int64) + 1,
            "PRODUCT_ID": baskets.product.astype(np.int64) + 1,
            "QUANTITY": baskets.quantity.astype(np.int64),
            "UNIT_PRICE": money(baskets.price),
            "UNIT_COST": money(baskets.cost),
            "DISCOUNT_PERCENT": money(baskets.discount.astype(np.int64) * 100, 5),
            "LINE_TOTAL": money(baskets.line_total, 12),
            "CREATED_AT": timestamps(ordered[baskets.order]),
        }
    )
    return frame.select(list(SCHEMAS["ORDER_ITEMS"]))
