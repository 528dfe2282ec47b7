"""Inventory: the movement ledger, and the stock each product opened it with.

The ledger opens at the start of an order and holds every sale and return since, so recent sales rates
read the same from orders and from movements; its opening day follows from the number of movements
asked for. A restock comes when sales have brought a product down to its reorder point. The opening
stock is what makes the final stock come out; it is lifted where the ledger would ever dip below zero.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl

from ecomsim.ecommerce.generator.baskets import Baskets
from ecomsim.ecommerce.generator.dataset import SCHEMAS, compact, pick, timestamps, to_micros
from ecomsim.ecommerce.generator.goods import Goods
from ecomsim.ecommerce.generator.people import shares
from ecomsim.ecommerce.generator.sales import CANCELLED, RETURNED, Sales
from ecomsim.ecommerce.generator.season import MICROS_PER_DAY, MICROS_PER_SECOND

MOVEMENT_TYPES = ["RESTOCK", "SALE", "RETURN", "ADJUSTMENT", "DAMAGE"]
RESTOCK, SALE, RETURN, ADJUSTMENT, DAMAGE = range(5)
NOTES = ["Supplier delivery", "Customer return", "Order cancelled", "Cycle count", "Damaged in warehouse"]
NO_NOTE = -1

RESTOCK_SHARE, ADJUSTMENT_SHARE, DAMAGE_SHARE = 0.085, 0.020, 0.012
COVER_DAYS = 10  # days of sales the reorder point should last
STOCK_LEVEL_SHARE = np.array([0.10, 0.28, 0.62])  # LOW (to the reorder point), MEDIUM (to twice), HEALTHY


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """When and how much to reorder, per product."""

    reorder_point: np.ndarray
    reorder_quantity: np.ndarray
    restocks: np.ndarray  # how many the ledger holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Movements:
    """The ledger, in order of time."""

    product: np.ndarray  # row of the product table
    kind: np.ndarray  # index into MOVEMENT_TYPES
    quantity: np.ndarray  # signed
    moment: np.ndarray  # microseconds
    order: np.ndarray  # row of the order table, or -1
    note: np.ndarray  # index into NOTES, or NO_NOTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """The ledger, and what the product table says about stock."""

    movements: Movements
    initial_stock: np.ndarray
    policy: Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lines:
    """Ledger lines of one kind."""

    product: np.ndarray
    kind: int
    quantity: np.ndarray  # signed
    moment: np.ndarray
    order: np.ndarray  # row of the order table, or -1
    note: np.ndarray  # index into NOTES, or NO_NOTE


def make_stock(
    rng: np.random.Generator, *, count: int, today: datetime, sales: Sales, baskets: Baskets, goods: Goods
) -> Stock:
    """Exactly `count` movements; the final stock of every product is at least zero."""
    now = to_micros(today)
    restocks, adjusted, damaged = (
        math.floor(count * share) for share in (RESTOCK_SHARE, ADJUSTMENT_SHARE, DAMAGE_SHARE)
    )
    opening, closed = _opening_item(count - restocks - adjusted - damaged, sales, baskets)
    sold = _sale_lines(baskets, sales, opening)
    returned = _return_lines(baskets, sales, opening, closed)
    adjusted = count - restocks - damaged - len(sold.product) - len(returned.product)
    products = len(goods.names)
    since = int(sold.moment[0]) if len(sold.moment) else now
    units_sold = _units(sold, products, sign=-1)
    spared = np.isin(np.arange(products), list(goods.featured()))
    others = [
        _counted(rng, ADJUSTMENT, adjusted, np.array([-2, -1, 1, 2, 3]), units_sold * ~spared, since, now),
        _counted(rng, DAMAGE, damaged, np.array([-2, -1, -1]), units_sold * ~spared, since, now),
    ]
    net = -np.sum([_units(lines, products) for lines in (sold, returned, *others)], axis=0)
    days = max(1.0, (now - since) / MICROS_PER_DAY)
    policy = _policy(restocks, net, units_sold, days, goods)
    initial = np.maximum(0, _final_stock(rng, policy, goods) + net - policy.restocks * policy.reorder_quantity)
    delivered = _restock_lines(rng, policy, initial, sold, units_sold, since, now)
    movements, lowest = _ledger([sold, returned, *others, delivered], products)
    return Stock(movements=movements, initial_stock=initial + np.maximum(0, -initial - lowest), policy=policy)


def _opening_item(budget: int, sales: Sales, baskets: Baskets) -> tuple[int, np.ndarray]:
    """The first item whose sale, with all later sales and returns, fits in `budget` lines.

    Also tells which items came back: those of cancelled and returned orders.
    """
    closed = np.isin(sales.status, [CANCELLED, RETURNED])[baskets.order]
    lines_from_here = np.cumsum((1 + closed)[::-1])[::-1]
    first = int(np.searchsorted(-lines_from_here, -budget, side="left"))
    starts = np.concatenate([[True], baskets.order[1:] != baskets.order[:-1], [True]])
    return first + int(np.argmax(starts[first:])), closed


def _sale_lines(baskets: Baskets, sales: Sales, opening: int) -> _Lines:
    order = baskets.order[opening:]
    return _Lines(
        product=baskets.product[opening:],
        kind=SALE,
        quantity=-baskets.quantity[opening:],
        moment=sales.ordered[order],
        order=order,
        note=np.full(len(order), NO_NOTE),
    )


def _return_lines(baskets: Baskets, sales: Sales, opening: int, closed: np.ndarray) -> _Lines:
    items = opening + np.flatnonzero(closed[opening:])
    order = baskets.order[items]
    return _Lines(
        product=baskets.product[items],
        kind=RETURN,
        quantity=baskets.quantity[items],
        moment=sales.updated[order],
        order=order,
        note=np.where(sales.status[order] == RETURNED, 1, 2),
    )


def _counted(
    rng: np.random.Generator,
    kind: int,
    count: int,
    amounts: np.ndarray,
    weights: np.ndarray,
    since: int,
    now: int,
) -> _Lines:
    """`count` corrections at any time, mostly of what moves much."""
    bounds = np.cumsum(np.sqrt(weights) + 1e-9)
    seconds = (rng.random(count) * ((now - since) // MICROS_PER_SECOND)).astype(np.int64)
    return _Lines(
        product=np.searchsorted(bounds, rng.random(count) * bounds[-1], side="right"),
        kind=kind,
        quantity=amounts[rng.integers(0, len(amounts), count)],
        moment=since + seconds * MICROS_PER_SECOND,
        order=np.full(count, -1),
        note=np.full(count, 3 if kind == ADJUSTMENT else 4),
    )


def _units(lines: _Lines, products: int, sign: int = 1) -> np.ndarray:
    """Units by product, signed as the lines are."""
    units = np.bincount(lines.product, weights=lines.quantity, minlength=products)
    return sign * units.astype(np.int64)


def _policy(restocks: int, net: np.ndarray, sold: np.ndarray, days: float, goods: Goods) -> Policy:
    """Fast sellers are restocked more often and in larger lots; discontinued products never."""
    point = np.maximum(3, np.ceil(np.maximum(0, net) / days * COVER_DAYS)).astype(np.int64)
    runs = np.zeros(len(net), dtype=np.int64)
    for row, (_, rate) in goods.featured().items():
        point[row] = math.ceil(rate * COVER_DAYS)
        runs[row] = min(max(0, net[row]) // (2 * point[row]), restocks - runs.sum())
    weights = np.sqrt(sold) * goods.is_active
    weights[list(goods.featured())] = 0.0
    left = restocks - int(runs.sum())
    if weights.sum() > 0:
        runs += shares(left, weights)
    else:
        runs[np.argmax(goods.popularity)] += left
    quantity = np.where(runs > 0, np.maximum(4, net // np.maximum(1, runs)), np.maximum(10, 2 * point))
    quantity = np.where(quantity >= 20, quantity // 5 * 5, quantity)
    ordinary = ~np.isin(np.arange(len(net)), list(goods.featured()))
    point = np.where(ordinary, np.minimum(point, np.maximum(2, quantity // 2)), point)
    return Policy(
        reorder_point=np.where(goods.is_active, point, 0),
        reorder_quantity=np.where(goods.is_active, quantity, 0),
        restocks=runs,
    )


def _final_stock(rng: np.random.Generator, policy: Policy, goods: Goods) -> np.ndarray:
    """Units left at the end: below the reorder point, up to twice it, or more."""
    point, quantity = policy.reorder_point, policy.reorder_quantity
    chance, part = rng.random(len(point)), rng.random(len(point))
    low_to, medium_to = np.cumsum(STOCK_LEVEL_SHARE)[:2]
    floor = np.select([chance < low_to, chance < medium_to], [np.zeros_like(point), point], 2 * point)
    top = np.select([chance < low_to, chance < medium_to], [point, 2 * point], 2 * point + quantity)
    final = floor + 1 + np.floor(part * (top - floor)).astype(np.int64)
    final = np.where(goods.is_active, np.minimum(final, np.maximum(top, 1)), np.floor(part * 7).astype(np.int64))
    for row, (units, _) in goods.featured().items():
        final[row] = units
    return final


def _restock_lines(
    rng: np.random.Generator,
    policy: Policy,
    initial: np.ndarray,
    sold: _Lines,
    units_sold: np.ndarray,
    since: int,
    now: int,
) -> _Lines:
    """One line per restock, soon after the sale that brought the product to its reorder point."""
    product = np.repeat(np.arange(len(initial)), policy.restocks)
    nth = np.arange(len(product)) - np.repeat(np.cumsum(policy.restocks) - policy.restocks, policy.restocks)
    quantity = policy.reorder_quantity[product]
    threshold = np.clip(initial[product] - policy.reorder_point[product] + nth * quantity, 0, units_sold[product])
    by_product = np.argsort(sold.product, kind="stable")
    running = np.cumsum(-sold.quantity[by_product])
    before = np.cumsum(units_sold) - units_sold
    sale = np.searchsorted(running, before[product] + threshold, side="left")
    moment = np.where(threshold > 0, sold.moment[by_product][np.minimum(sale, len(running) - 1)], since)
    moment = moment + rng.integers(300, 1800, len(product)) * MICROS_PER_SECOND
    return _Lines(
        product=product,
        kind=RESTOCK,
        quantity=quantity,
        moment=np.minimum(moment, now - now % MICROS_PER_SECOND),
        order=np.full(len(product), -1),
        note=np.zeros(len(product), dtype=np.int64),
    )


def _ledger(parts: list[_Lines], products: int) -> tuple[Movements, np.ndarray]:
    """All lines in order of time, and each product's lowest running sum."""
    moment = np.concatenate([part.moment for part in parts])
    order = np.argsort(moment, kind="stable")
    movements = Movements(
        product=compact(np.concatenate([part.product for part in parts])[order]),
        kind=compact(np.concatenate([np.full(len(part.product), part.kind) for part in parts])[order]),
        quantity=compact(np.concatenate([part.quantity for part in parts])[order]),
        moment=moment[order],
        order=compact(np.concatenate([part.order for part in parts])[order]),
        note=compact(np.concatenate([part.note for part in parts])[order]),
    )
    return movements, _lowest(movements, products)


def _lowest(movements: Movements, products: int) -> np.ndarray:
    """The lowest running sum of each product's quantities; 0 for one that never moves."""
    by_product = np.argsort(movements.product, kind="stable")
    product, quantity = movements.product[by_product], movements.quantity[by_product].astype(np.int64)
    starts = np.flatnonzero(np.concatenate([[True], product[1:] != product[:-1]]))
    running = np.cumsum(quantity)
    lowest = np.zeros(products, dtype=np.int64)
    lowest[product[starts]] = np.minimum.reduceat(running, starts) - (running[starts] - quantity[starts])
    return lowest


def movement_frame(movements: Movements, first: int = 0) -> pl.DataFrame:
    """Rows of the ledger, as RAW_DATA.INVENTORY_MOVEMENTS has it, from row `first` on."""
    frame = pl.DataFrame(
        {
            "MOVEMENT_ID": np.arange(first + 1, first + len(movements.moment) + 1),
            "PRODUCT_ID": movements.product.astype(np.int64) + 1,
            "MOVEMENT_TYPE": pick(MOVEMENT_TYPES, movements.kind),
            "QUANTITY": movements.quantity.astype(np.int64),
            "MOVEMENT_DATE": timestamps(movements.moment),
            "REFERENCE_ID": pl.Series(movements.order.astype(np.int64) + 1).replace(0, None),
            "NOTES": pick([*NOTES, ""], movements.note.astype(np.int64) % (len(NOTES) + 1)).replace("", None),
        }
    )
    return frame.select(list(SCHEMAS["INVENTORY_MOVEMENTS"]))
