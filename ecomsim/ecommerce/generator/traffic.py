"""Live traffic: what happens in a shop during one step of time.

Pure functions of a random generator, a World and the step (now - step, now]; the same generator state
and world give the same batch, and every moment in it lies within the step. Nothing here sells stock
that is not there, so stock never falls below zero. An order moves at most one status per step: steps
of minutes to a few hours look natural.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

import numpy as np

from ecomsim.ecommerce.generator.baskets import discounts, line_totals, quantities
from ecomsim.ecommerce.generator.people import (
    BASKET_SIZE,
    ORDER_RATE,
    SEGMENT_SHARE,
    SEGMENTS,
    mail_part,
)
from ecomsim.ecommerce.generator.reference import Reference, reference
from ecomsim.ecommerce.generator.sales import (
    CANCEL_SHARE,
    DELIVERY_HOURS,
    FREE_SHIPPING_CENTS,
    PAYMENT_METHOD_SHARE,
    PAYMENT_METHODS,
    PROCESSING_HOURS,
    RETURN_SHARE,
    SHIPPING_HOURS,
    SHIPS_ELSEWHERE,
)
from ecomsim.ecommerce.generator.season import expected_orders
from ecomsim.ecommerce.generator.world import (
    RETURN_WINDOW,
    Article,
    Batch,
    CustomerRow,
    CustomerUpdate,
    ItemRow,
    LiveOrder,
    MovementRow,
    OrderRow,
    OrderUpdate,
    PriceUpdate,
    Shopper,
    World,
)

_MEAN_EXTRA_ITEMS = 2.0 / np.average(BASKET_SIZE, weights=ORDER_RATE * SEGMENT_SHARE)
_MEAN_HOURS = {"PENDING": PROCESSING_HOURS, "PROCESSING": SHIPPING_HOURS, "SHIPPED": DELIVERY_HOURS}
_NEXT_STATUS = {"PENDING": "PROCESSING", "PROCESSING": "SHIPPED", "SHIPPED": "COMPLETED"}
_CANCELS_PER_HOUR = CANCEL_SHARE / (PROCESSING_HOURS + SHIPPING_HOURS)
_RETURNS_PER_HOUR = RETURN_SHARE / (RETURN_WINDOW / timedelta(hours=1))
_HOUR = timedelta(hours=1)
_MOVES_ABROAD = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """How busy the shop is, per day; the defaults continue the history of scale 1."""

    orders: float = 9.1  # on a plain day; season and hour multiply it
    new_customers: float = 0.6
    customer_moves: float = 1.0
    segment_changes: float = 0.6
    price_changes: float = 2.0
    restock_hours: float = 36.0  # mean time a supplier takes once a product is at its reorder point

    def times(self, factor: float) -> Rates:
        """The same shop `factor` times as busy; suppliers are as much faster, or it would soon be sold out."""
        return replace(
            self,
            orders=self.orders * factor,
            new_customers=self.new_customers * factor,
            customer_moves=self.customer_moves * factor,
            segment_changes=self.segment_changes * factor,
            price_changes=self.price_changes * factor,
            restock_hours=self.restock_hours / factor,
        )


def next_batch(
    rng: np.random.Generator, world: World, *, now: datetime, step: timedelta, rates: Rates | None = None
) -> Batch:
    """Everything that happens in (now - step, now].

    Raises ValueError for a step that is not positive or a `now` with a time zone.
    """
    if step <= timedelta(0):
        raise ValueError(f"step must be positive, not {step}")
    if now.tzinfo is not None:
        raise ValueError("now must be a naive datetime, as TIMESTAMP_NTZ is")
    rates = rates or Rates()
    movement = world.ids.movement
    updates, came_back = order_progress(rng, world, now=now, step=step, movement_id=movement)
    movement += len(came_back)
    delivered = restocks(rng, world, now=now, step=step, movement_id=movement, mean_hours=rates.restock_hours)
    movement += len(delivered)
    orders, items, sold = new_orders(rng, world, now=now, step=step, movement_id=movement, orders_per_day=rates.orders)
    return Batch(
        customers=new_customers(rng, world, now=now, step=step, per_day=rates.new_customers),
        orders=orders,
        order_items=items,
        movements=(*came_back, *delivered, *sold),
        order_updates=updates,
        customer_updates=customer_changes(
            rng, world, now=now, step=step, moves=rates.customer_moves, segment_changes=rates.segment_changes
        ),
        price_updates=price_changes(rng, world, now=now, step=step, per_day=rates.price_changes),
    )


def new_orders(
    rng: np.random.Generator,
    world: World,
    *,
    now: datetime,
    step: timedelta,
    movement_id: int,
    orders_per_day: float,
) -> tuple[tuple[OrderRow, ...], tuple[ItemRow, ...], tuple[MovementRow, ...]]:
    """Orders with their items and one SALE movement per item, by season, weekday and hour.

    A wish that finds nothing in stock is no order; a quantity above the stock is cut to it.
    """
    if not world.shoppers:
        return (), (), ()
    stock = {article.product_id: article.stock for article in world.articles if article.is_active}
    shopper_weights = np.array([ORDER_RATE[SEGMENTS.index(shopper.customer_segment)] for shopper in world.shoppers])
    orders: list[OrderRow] = []
    items: list[ItemRow] = []
    movements: list[MovementRow] = []
    for moment in _order_moments(rng, now, step, orders_per_day):
        shopper = world.shoppers[_draw(rng, shopper_weights)]
        bought = _basket(rng, shopper, [a for a in world.articles if stock.get(a.product_id, 0) > 0], stock)
        if not bought:
            continue
        order_id = world.ids.order + len(orders)
        subtotal = sum(line for *_, line in bought)
        for article, quantity, discount, line in bought:
            stock[article.product_id] -= quantity
            items.append(
                (
                    world.ids.order_item + len(items),
                    order_id,
                    article.product_id,
                    quantity,
                    article.unit_price,
                    article.unit_cost,
                    _decimal(discount * 100),
                    _decimal(line),
                    moment,
                )
            )
            movements.append(
                (movement_id + len(movements), article.product_id, "SALE", -quantity, moment, order_id, None)
            )
        orders.append(_order_row(rng, order_id, shopper, moment, subtotal))
    return tuple(orders), tuple(items), tuple(movements)


def order_progress(
    rng: np.random.Generator, world: World, *, now: datetime, step: timedelta, movement_id: int
) -> tuple[tuple[OrderUpdate, ...], tuple[MovementRow, ...]]:
    """Status changes of live orders; what is cancelled or sent back returns to stock (RETURN)."""
    updates: list[OrderUpdate] = []
    movements: list[MovementRow] = []
    for order in world.orders:
        since = max(order.updated_at, now - step)
        update = _progress(rng, order, since, now)
        if update is None:
            continue
        updates.append(update)
        if update.order_status in ("CANCELLED", "RETURNED"):
            note = "Order cancelled" if update.order_status == "CANCELLED" else "Customer return"
            for product_id, quantity in order.items:
                row = (movement_id + len(movements), product_id, "RETURN", quantity, update.updated_at)
                movements.append((*row, order.order_id, note))
    return tuple(updates), tuple(movements)


def restocks(
    rng: np.random.Generator,
    world: World,
    *,
    now: datetime,
    step: timedelta,
    movement_id: int,
    mean_hours: float,
) -> tuple[MovementRow, ...]:
    """RESTOCK of active products at or below their reorder point, after the supplier's time."""
    movements: list[MovementRow] = []
    for article in world.articles:
        waiting = article.is_active and article.stock <= article.reorder_point and article.reorder_quantity > 0
        if waiting and rng.random() < _chance(step / _HOUR / mean_hours):
            moment = _moment(rng, now - step, now)
            row = (movement_id + len(movements), article.product_id, "RESTOCK", article.reorder_quantity)
            movements.append((*row, moment, None, "Supplier delivery"))
    return tuple(movements)


def new_customers(
    rng: np.random.Generator, world: World, *, now: datetime, step: timedelta, per_day: float
) -> tuple[CustomerRow, ...]:
    """Registrations, with the countries, segments and names of the shop's history."""
    ref = reference()
    rows: list[CustomerRow] = []
    for moment in _moments(rng, now, step, per_day):
        home = ref.countries.row(_draw(rng, ref.countries["customer_share"].to_numpy()), named=True)
        code = home["country_code"]
        first_names, last_names = ref.names_of(code)
        first = first_names[int(rng.integers(len(first_names)))]
        last = last_names[int(rng.integers(len(last_names)))]
        customer_id = world.ids.customer + len(rows)
        email = f"{mail_part(first)}.{mail_part(last)}{customer_id}@example.com"
        phone = f"{home['phone_prefix']} 555 {int(rng.integers(10_000_000)):07d}"
        city = _city(rng, ref, code)
        segment = SEGMENTS[_draw(rng, SEGMENT_SHARE)]
        name_and_home = (customer_id, first, last, email, phone, city, home["country"], code)
        rows.append((*name_and_home, segment, moment.date(), moment, moment))
    return tuple(rows)


def customer_changes(
    rng: np.random.Generator,
    world: World,
    *,
    now: datetime,
    step: timedelta,
    moves: float,
    segment_changes: float,
) -> tuple[CustomerUpdate, ...]:
    """Customers who move house or change segment; each at most once a step, always to something new."""
    moving = _moments(rng, now, step, moves)
    changing = _moments(rng, now, step, segment_changes)
    total = min(len(moving) + len(changing), len(world.shoppers))
    chosen = rng.choice(len(world.shoppers), size=total, replace=False).tolist()
    updates: list[CustomerUpdate] = []
    for index, (position, moment) in enumerate(zip(chosen, [*moving, *changing], strict=False)):
        shopper = world.shoppers[position]
        new = _moved(rng, shopper) if index < len(moving) else _resegmented(rng, shopper)
        updates.append(
            CustomerUpdate(
                customer_id=new.customer_id,
                customer_segment=new.customer_segment,
                city=new.city,
                country=new.country,
                country_code=new.country_code,
                updated_at=moment,
            )
        )
    return tuple(updates)


def price_changes(
    rng: np.random.Generator, world: World, *, now: datetime, step: timedelta, per_day: float
) -> tuple[PriceUpdate, ...]:
    """New prices and costs of active products, a few percent up or down, the price above the cost."""
    active = [article for article in world.articles if article.is_active]
    moments = _moments(rng, now, step, per_day)[: len(active)]
    chosen = rng.choice(len(active), size=len(moments), replace=False).tolist()
    updates: list[PriceUpdate] = []
    for position, moment in zip(chosen, moments, strict=True):
        article = active[position]
        old_price, old_cost = _cents(article.unit_price), _cents(article.unit_cost)
        cost = max(1, round(old_cost * rng.uniform(0.98, 1.03)))
        price = max(cost + 1, round(old_price * rng.uniform(0.95, 1.06)))
        if price == old_price:
            price += 1
        updates.append(
            PriceUpdate(
                product_id=article.product_id,
                unit_price=_decimal(price),
                unit_cost=_decimal(cost),
                updated_at=moment,
            )
        )
    return tuple(updates)


def _progress(rng: np.random.Generator, order: LiveOrder, since: datetime, now: datetime) -> OrderUpdate | None:
    """The order's next status, if it is reached between `since` and `now`."""
    hours = (now - since) / _HOUR
    if hours <= 0:
        return None
    if order.order_status == "COMPLETED":
        onward, aside, aside_status = 0.0, _RETURNS_PER_HOUR, "RETURNED"
    else:
        onward, aside_status = 1 / _MEAN_HOURS[order.order_status], "CANCELLED"
        aside = 0.0 if order.order_status == "SHIPPED" else _CANCELS_PER_HOUR
    happens, which = rng.random(), rng.random()
    if happens >= _chance(hours * (onward + aside)):
        return None
    turns_aside = which * (onward + aside) < aside or order.payment_status == "FAILED"
    status = aside_status if turns_aside else _NEXT_STATUS[order.order_status]
    return OrderUpdate(
        order_id=order.order_id,
        order_status=status,
        payment_status=_payment_after(rng, order, status),
        updated_at=_moment(rng, since, now),
    )


def _payment_after(rng: np.random.Generator, order: LiveOrder, status: str) -> str:
    """Goods ship when paid; money goes back when they don't go out or come back."""
    if status == "RETURNED":
        return "REFUNDED"
    if status == "CANCELLED":
        return "REFUNDED" if order.payment_status == "PAID" else "FAILED"
    waits = status == "PROCESSING" and order.payment_method == "BANK_TRANSFER" and rng.random() < 0.5
    return order.payment_status if waits else "PAID"


def _basket(
    rng: np.random.Generator, shopper: Shopper, in_stock: list[Article], stock: dict[int, int]
) -> list[tuple[Article, int, int, int]]:
    """Per item: article, quantity, discount in percent and line total in cents; no article twice."""
    size = BASKET_SIZE[SEGMENTS.index(shopper.customer_segment)]
    lines = min(1 + int(rng.poisson(_MEAN_EXTRA_ITEMS * size)), len(in_stock))
    if lines == 0:
        return []
    weights = np.array([article.weight for article in in_stock])
    chosen = rng.choice(len(in_stock), size=lines, replace=False, p=weights / weights.sum())
    articles = [in_stock[int(position)] for position in chosen]
    price = np.array([_cents(article.unit_price) for article in articles])
    cost = np.array([_cents(article.unit_cost) for article in articles])
    quantity = np.minimum(quantities(rng, price), [stock[article.product_id] for article in articles])
    discount = discounts(rng, price, cost)
    total = line_totals(quantity, price, discount)
    return list(zip(articles, quantity.tolist(), discount.tolist(), total.tolist(), strict=True))


def _order_row(rng: np.random.Generator, order_id: int, shopper: Shopper, moment: datetime, subtotal: int) -> OrderRow:
    ref = reference()
    home = ref.country(shopper.country_code)
    free = shopper.customer_segment == "PREMIUM" or subtotal >= FREE_SHIPPING_CENTS
    shipping = 0 if free else round(home["shipping_cost"] * 100)
    city = _city(rng, ref, shopper.country_code) if rng.random() < SHIPS_ELSEWHERE else shopper.city
    method = PAYMENT_METHODS[_draw(rng, PAYMENT_METHOD_SHARE)]
    payment = ("PENDING", "PAID", "FAILED")[_draw(rng, np.array([0.69, 0.25, 0.06]))]
    return (
        order_id,
        shopper.customer_id,
        moment,
        "PENDING",
        method,
        payment,
        shopper.country,
        city,
        _decimal(shipping),
        _decimal(subtotal + shipping),
        moment,
        moment,
    )


def _moved(rng: np.random.Generator, shopper: Shopper) -> Shopper:
    ref = reference()
    code = shopper.country_code
    if rng.random() < _MOVES_ABROAD:
        others = ref.countries["country_code"].to_list()
        others.remove(code)
        code = others[int(rng.integers(len(others)))]
    cities, weights = ref.cities_of(code)
    elsewhere = np.where([city == shopper.city for city in cities], 0.0, weights)
    city = cities[_draw(rng, elsewhere)]
    return replace(shopper, city=city, country=ref.country(code)["country"], country_code=code)


def _resegmented(rng: np.random.Generator, shopper: Shopper) -> Shopper:
    """One step along BASIC, STANDARD, PREMIUM; from the middle more often up than down."""
    if shopper.customer_segment != "STANDARD":
        return replace(shopper, customer_segment="STANDARD")
    return replace(shopper, customer_segment="PREMIUM" if rng.random() < 0.7 else "BASIC")


def _city(rng: np.random.Generator, ref: Reference, country_code: str) -> str:
    cities, weights = ref.cities_of(country_code)
    return cities[_draw(rng, weights)]


def _draw(rng: np.random.Generator, weights: np.ndarray) -> int:
    """One index, by weight; an index of weight zero never comes."""
    bounds = np.cumsum(weights)
    return int(np.searchsorted(bounds, rng.random() * bounds[-1], side="right"))


def _chance(expected: float) -> float:
    """Probability of at least one event when `expected` of them are."""
    return -math.expm1(-expected)


def _moment(rng: np.random.Generator, since: datetime, until: datetime) -> datetime:
    """A moment in (since, until]."""
    span = (until - since) // timedelta(microseconds=1)
    return since + timedelta(microseconds=1 + int(rng.random() * span))


def _moments(rng: np.random.Generator, now: datetime, step: timedelta, per_day: float) -> list[datetime]:
    """Moments in (now - step, now] at an even rate, in order."""
    count = int(rng.poisson(per_day * (step / timedelta(days=1))))
    return sorted(_moment(rng, now - step, now) for _ in range(count))


def _order_moments(rng: np.random.Generator, now: datetime, step: timedelta, orders_per_day: float) -> list[datetime]:
    """Moments of orders in (now - step, now], in order; the rate is taken hour by hour."""
    moments: list[datetime] = []
    start = now - step
    while start < now:
        next_hour = start.replace(minute=0, second=0, microsecond=0) + _HOUR
        until = min(now, next_hour)
        count = rng.poisson(expected_orders(start, until, orders_per_day=orders_per_day))
        moments += sorted(_moment(rng, start, until) for _ in range(count))
        start = until
    return moments


def _cents(amount: Decimal) -> int:
    return int(amount.scaleb(2))


def _decimal(cents: int) -> Decimal:
    """Cents as an amount with two decimals."""
    return Decimal(cents).scaleb(-2)
