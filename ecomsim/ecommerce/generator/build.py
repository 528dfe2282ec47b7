"""From a scale, a seed and a now to a whole shop.

Every part draws from its own random stream, split off the one seed, so a change in one part leaves
the others' rows as they were. What is drawn stays as numbers; rows are made of it when somebody asks for them.
"""

from __future__ import annotations

from datetime import datetime

import numpy as np
import polars as pl

from ecomsim.ecommerce.generator.baskets import item_frame, make_baskets
from ecomsim.ecommerce.generator.dataset import Counts, Dataset, Shop, cut
from ecomsim.ecommerce.generator.goods import make_goods, product_frame
from ecomsim.ecommerce.generator.people import make_people
from ecomsim.ecommerce.generator.reference import reference
from ecomsim.ecommerce.generator.sales import items_per_order, make_sales, order_frame
from ecomsim.ecommerce.generator.stock import make_stock, movement_frame


def generate(*, scale: float = 1.0, seed: int = 42, today: datetime) -> Dataset:
    """The shop's source tables as they stand at `today`, all rows at once. Arguments and errors as for `draw`."""
    return draw(scale=scale, seed=seed, today=today).dataset()


def draw(*, scale: float = 1.0, seed: int = 42, today: datetime) -> Shop:
    """The shop as it stands at `today`, a naive datetime (TIMESTAMP_NTZ); its rows are made when they are asked for.

    Orders span the 730 days up to `today`, none after it, the last ones on that very day. Scale 1 is
    5,003 orders; equal arguments give equal rows. Raises ValueError for a scale that is not positive or a `today`
    with a time zone.
    """
    if today.tzinfo is not None:
        raise ValueError("today must be a naive datetime, as TIMESTAMP_NTZ is")
    counts = Counts.at(scale)
    ref = reference()
    streams = [np.random.default_rng(child) for child in np.random.SeedSequence(seed).spawn(5)]
    for_people, for_goods, for_sales, for_baskets, for_stock = streams
    people = make_people(for_people, count=counts.customers, today=today, ref=ref)
    goods = make_goods(for_goods, count=counts.products, today=today, ref=ref)
    sales = make_sales(for_sales, count=counts.orders, today=today, people=people, ref=ref)
    per_order = items_per_order(for_baskets, total=counts.order_items, sales=sales, people=people)
    baskets = make_baskets(for_baskets, per_order=per_order, today=today, sales=sales, goods=goods, scale=scale)
    stock = make_stock(
        for_stock, count=counts.inventory_movements, today=today, sales=sales, baskets=baskets, goods=goods
    )
    subtotal = np.add.reduceat(baskets.line_total, np.cumsum(per_order) - per_order, dtype=np.int64)
    products = product_frame(
        goods,
        initial_stock=stock.initial_stock,
        reorder_point=stock.policy.reorder_point,
        reorder_quantity=stock.policy.reorder_quantity,
    )

    def orders(part: slice) -> pl.DataFrame:
        return order_frame(cut(sales, part), subtotal=subtotal[part], people=people, ref=ref, first=part.start)

    return Shop(
        counts={
            "CUSTOMERS": people.frame.height,
            "PRODUCTS": products.height,
            "ORDERS": len(subtotal),
            "ORDER_ITEMS": len(baskets.order),
            "INVENTORY_MOVEMENTS": len(stock.movements.moment),
        },
        frames={
            "CUSTOMERS": lambda part: people.frame[part],
            "PRODUCTS": lambda part: products[part],
            "ORDERS": orders,
            "ORDER_ITEMS": lambda part: item_frame(cut(baskets, part), sales.ordered, part.start),
            "INVENTORY_MOVEMENTS": lambda part: movement_frame(cut(stock.movements, part), part.start),
        },
    )
