"""What live traffic needs to know of the shop, and what one step of it changes.

A World is the present as small values; a Batch is what one step adds and updates. Rows are tuples in
the column order of SCHEMAS, ready to bind; updates carry every column they set. `after` folds a batch
into the world, so a simulator may keep the world in memory instead of asking for it at every step.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import polars as pl

from ecomsim.ecommerce.generator.dataset import Dataset

RETURN_WINDOW = timedelta(days=30)
"""How long after its completion an order may come back."""

ACTIVE_STATUSES = ("PENDING", "PROCESSING", "SHIPPED", "COMPLETED")

CustomerRow = tuple[int, str, str, str, str, str, str, str, str, date, datetime, datetime]  # CUSTOMERS, all columns
OrderRow = tuple[
    int, int, datetime, str, str, str, str, str, Decimal, Decimal, datetime, datetime
]  # ORDERS, all columns
ItemRow = tuple[int, int, int, int, Decimal, Decimal, Decimal, Decimal, datetime]  # ORDER_ITEMS
MovementRow = tuple[int, int, str, int, datetime, int | None, str | None]  # INVENTORY_MOVEMENTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Shopper:
    """A customer as traffic sees one."""

    customer_id: int
    customer_segment: str
    city: str
    country: str
    country_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A product as traffic sees one; `weight` is its relative demand, e.g. units sold last month."""

    product_id: int
    unit_price: Decimal
    unit_cost: Decimal
    stock: int
    reorder_point: int
    reorder_quantity: int
    is_active: bool = True
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveOrder:
    """An order that may still change: open, or completed within the RETURN_WINDOW."""

    order_id: int
    order_status: str
    payment_method: str
    payment_status: str
    updated_at: datetime
    items: tuple[tuple[int, int], ...]  # product id and quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class NextIds:
    """The next unused key of each table that grows."""

    customer: int
    order: int
    order_item: int
    movement: int


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The shop between two steps. Keep each tuple in id order: traffic is reproducible only then."""

    shoppers: tuple[Shopper, ...]
    articles: tuple[Article, ...]
    orders: tuple[LiveOrder, ...]
    ids: NextIds


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderUpdate:
    """UPDATE ORDERS SET order_status, payment_status, updated_at WHERE order_id."""

    order_id: int
    order_status: str
    payment_status: str
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerUpdate:
    """UPDATE CUSTOMERS SET customer_segment, city, country, country_code, updated_at WHERE customer_id."""

    customer_id: int
    customer_segment: str
    city: str
    country: str
    country_code: str
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceUpdate:
    """UPDATE PRODUCTS SET unit_price, unit_cost, updated_at WHERE product_id."""

    product_id: int
    unit_price: Decimal
    unit_cost: Decimal
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one step of traffic adds to the source tables and updates in them."""

    customers: tuple[CustomerRow, ...] = ()
    orders: tuple[OrderRow, ...] = ()
    order_items: tuple[ItemRow, ...] = ()
    movements: tuple[MovementRow, ...] = ()
    order_updates: tuple[OrderUpdate, ...] = ()
    customer_updates: tuple[CustomerUpdate, ...] = ()
    price_updates: tuple[PriceUpdate, ...] = ()

    def inserts(self) -> dict[str, tuple[tuple[object, ...], ...]]:
        """Table name to new rows, parents before children; tables without new rows are left out."""
        rows: dict[str, tuple[tuple[object, ...], ...]] = {
            "CUSTOMERS": self.customers,
            "ORDERS": self.orders,
            "ORDER_ITEMS": self.order_items,
            "INVENTORY_MOVEMENTS": self.movements,
        }
        return {table: new for table, new in rows.items() if new}


def after(world: World, batch: Batch, *, now: datetime) -> World:
    """The world once `batch` is in the tables; orders too old to come back are dropped."""
    return World(
        shoppers=_shoppers_after(world.shoppers, batch),
        articles=_articles_after(world.articles, batch),
        orders=_orders_after(world.orders, batch, now),
        ids=NextIds(
            customer=world.ids.customer + len(batch.customers),
            order=world.ids.order + len(batch.orders),
            order_item=world.ids.order_item + len(batch.order_items),
            movement=world.ids.movement + len(batch.movements),
        ),
    )


def _shoppers_after(shoppers: tuple[Shopper, ...], batch: Batch) -> tuple[Shopper, ...]:
    changed = {
        update.customer_id: Shopper(
            customer_id=update.customer_id,
            customer_segment=update.customer_segment,
            city=update.city,
            country=update.country,
            country_code=update.country_code,
        )
        for update in batch.customer_updates
    }
    new = (
        Shopper(customer_id=row[0], city=row[5], country=row[6], country_code=row[7], customer_segment=row[8])
        for row in batch.customers
    )
    kept = tuple(changed.get(shopper.customer_id, shopper) for shopper in shoppers) if changed else shoppers
    return (*kept, *new) if batch.customers else kept


def _articles_after(articles: tuple[Article, ...], batch: Batch) -> tuple[Article, ...]:
    moved: defaultdict[int, int] = defaultdict(int)
    for _, product_id, _, quantity, *_ in batch.movements:
        moved[product_id] += quantity
    prices = {update.product_id: update for update in batch.price_updates}

    def now_at(article: Article) -> Article:
        price = prices.get(article.product_id, article)
        return replace(
            article,
            stock=article.stock + moved.get(article.product_id, 0),
            unit_price=price.unit_price,
            unit_cost=price.unit_cost,
        )

    touched = moved.keys() | prices.keys()
    return tuple(now_at(article) if article.product_id in touched else article for article in articles)


def _orders_after(orders: tuple[LiveOrder, ...], batch: Batch, now: datetime) -> tuple[LiveOrder, ...]:
    updates = {update.order_id: update for update in batch.order_updates}

    def updated(order: LiveOrder) -> LiveOrder:
        update = updates[order.order_id]
        return replace(
            order,
            order_status=update.order_status,
            payment_status=update.payment_status,
            updated_at=update.updated_at,
        )

    changed = (updated(order) if order.order_id in updates else order for order in orders) if updates else orders
    oldest = now - RETURN_WINDOW
    kept = [
        order
        for order in changed
        if (order.updated_at > oldest if order.order_status == "COMPLETED" else order.order_status in ACTIVE_STATUSES)
    ]
    items: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for _, order_id, product_id, quantity, *_ in batch.order_items:
        items[order_id].append((product_id, quantity))
    new = (
        LiveOrder(
            order_id=row[0],
            order_status=row[3],
            payment_method=row[4],
            payment_status=row[5],
            updated_at=row[11],
            items=tuple(items[row[0]]),
        )
        for row in batch.orders
    )
    return (*kept, *new)


def world_of(dataset: Dataset, *, now: datetime) -> World:
    """The world a freshly loaded data set makes; demand is the units sold in the last 30 days, plus one."""
    return World(
        shoppers=tuple(
            Shopper(customer_id=i, customer_segment=segment, city=city, country=country, country_code=code)
            for i, segment, city, country, code in dataset.customers.select(
                "CUSTOMER_ID", "CUSTOMER_SEGMENT", "CITY", "COUNTRY", "COUNTRY_CODE"
            ).iter_rows()
        ),
        articles=tuple(
            Article(
                product_id=row["PRODUCT_ID"],
                unit_price=row["UNIT_PRICE"],
                unit_cost=row["UNIT_COST"],
                stock=row["STOCK"],
                reorder_point=row["REORDER_POINT"],
                reorder_quantity=row["REORDER_QUANTITY"],
                is_active=row["IS_ACTIVE"],
                weight=float(row["WEIGHT"]),
            )
            for row in _article_rows(dataset, now).iter_rows(named=True)
        ),
        orders=_live_orders(dataset, now),
        ids=NextIds(
            customer=dataset.customers.height + 1,
            order=dataset.orders.height + 1,
            order_item=dataset.order_items.height + 1,
            movement=dataset.inventory_movements.height + 1,
        ),
    )


def _article_rows(dataset: Dataset, now: datetime) -> pl.DataFrame:
    moved = dataset.inventory_movements.group_by("PRODUCT_ID").agg(MOVED=pl.col("QUANTITY").sum())
    sold = (
        dataset.order_items.filter(pl.col("CREATED_AT") > now - timedelta(days=30))
        .group_by("PRODUCT_ID")
        .agg(SOLD=pl.col("QUANTITY").sum())
    )
    joined = dataset.products.join(moved, on="PRODUCT_ID", how="left").join(sold, on="PRODUCT_ID", how="left")
    return joined.with_columns(
        STOCK=pl.col("INITIAL_STOCK") + pl.col("MOVED").fill_null(0), WEIGHT=pl.col("SOLD").fill_null(0) + 1
    ).sort("PRODUCT_ID")


def _live_orders(dataset: Dataset, now: datetime) -> tuple[LiveOrder, ...]:
    recent = (pl.col("ORDER_STATUS") == "COMPLETED") & (pl.col("UPDATED_AT") > now - RETURN_WINDOW)
    opened = pl.col("ORDER_STATUS").is_in(ACTIVE_STATUSES[:3])
    orders = dataset.orders.filter(recent | opened).sort("ORDER_ID")
    items: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    lines = dataset.order_items.join(orders.select("ORDER_ID"), on="ORDER_ID", how="semi")
    for order_id, product_id, quantity in (
        lines.sort("ORDER_ITEM_ID").select("ORDER_ID", "PRODUCT_ID", "QUANTITY").iter_rows()
    ):
        items[order_id].append((product_id, quantity))
    return tuple(
        LiveOrder(
            order_id=row["ORDER_ID"],
            order_status=row["ORDER_STATUS"],
            payment_method=row["PAYMENT_METHOD"],
            payment_status=row["PAYMENT_STATUS"],
            updated_at=row["UPDATED_AT"],
            items=tuple(items[row["ORDER_ID"]]),
        )
        for row in orders.iter_rows(named=True)
    )
