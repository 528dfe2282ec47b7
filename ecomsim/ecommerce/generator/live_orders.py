"""Orders while they happen: new ones, and the life of those that are not over.

Nothing here sells stock that is not there, so stock never falls below zero. An order moves at most one status per
step: steps of minutes to a few hours look natural.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache

import numpy as np

from ecomsim.ecommerce.generator.baskets import discounts, line_totals, quantities
from ecomsim.ecommerce.generator.draws import (
    HOUR,
    chance,
    draw,
    draw_city_of,
    moment_in,
    order_moments,
    to_amount,
    to_cents,
)
from ecomsim.ecommerce.generator.people import BASKET_SIZE, ORDER_RATE, SEGMENT_SHARE, SEGMENTS
from ecomsim.ecommerce.generator.reference import reference
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
from ecomsim.ecommerce.generator.world import (
    ACTIVE_STATUSES,
    RETURN_WINDOW,
    Article,
    ItemRow,
    LiveOrder,
    MovementRow,
    OrderRow,
    OrderUpdate,
    Shopper,
    World,
)

_MEAN_EXTRA_ITEMS = 2.0 / np.average(BASKET_SIZE, weights=ORDER_RATE * SEGMENT_SHARE)
_MEAN_HOURS = {"PENDING": PROCESSING_HOURS, "PROCESSING": SHIPPING_HOURS, "SHIPPED": DELIVERY_HOURS}
_NEXT_STATUS = {"PENDING": "PROCESSING", "PROCESSING": "SHIPPED", "SHIPPED": "COMPLETED"}
_CANCELS_PER_HOUR = CANCEL_SHARE / (PROCESSING_HOURS + SHIPPING_HOURS)
_RETURNS_PER_HOUR = RETURN_SHARE / (RETURN_WINDOW / timedelta(hours=1))
_BLOCK = 2048
"""Orders that draw at once."""


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
    moments = order_moments(rng, now, step, orders_per_day) if world.shoppers else []
    if not moments:
        return (), (), ()
    stock = {article.product_id: article.stock for article in world.articles if article.is_active}
    shopper_weights = np.array([ORDER_RATE[SEGMENTS.index(shopper.customer_segment)] for shopper in world.shoppers])
    orders: list[OrderRow] = []
    items: list[ItemRow] = []
    movements: list[MovementRow] = []
    for moment in moments:
        shopper = world.shoppers[draw(rng, shopper_weights)]
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
                    to_amount(discount * 100),
                    to_amount(line),
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
    for order, since in _changing(rng, world.orders, now, step):
        update = _progress(rng, order, since, now)
        updates.append(update)
        if update.order_status in ("CANCELLED", "RETURNED"):
            note = "Order cancelled" if update.order_status == "CANCELLED" else "Customer return"
            for product_id, quantity in order.items:
                row = (movement_id + len(movements), product_id, "RETURN", quantity, update.updated_at)
                movements.append((*row, order.order_id, note))
    return tuple(updates), tuple(movements)


def _changing(
    rng: np.random.Generator, orders: Sequence[LiveOrder], now: datetime, step: timedelta
) -> Iterator[tuple[LiveOrder, datetime]]:
    """The orders that change, and since when they could, each when it is its turn to draw.

    Every order draws whether it changes, and how. A large shop has a million live orders and a hundred changes in a
    step, so that is drawn in blocks. `rng` gives what it would give one by one: a block with a change in it is taken
    back and drawn up to there.
    """
    began = now - step
    limits_of = {status: _likelihood(status, step) for status in ACTIVE_STATUSES}
    limits = np.array([limits_of[order.order_status] for order in orders])
    for position in [position for position, order in enumerate(orders) if order.updated_at > began]:
        limits[position] = _likelihood(orders[position].order_status, now - orders[position].updated_at)
    (drawing,) = np.nonzero(limits > 0)
    limits = limits[drawing]
    at = 0
    while at < len(drawing):
        state = rng.bit_generator.state
        block = limits[at : at + _BLOCK]
        (hits,) = np.nonzero(rng.random(2 * len(block))[::2] < block)
        if not len(hits):
            at += _BLOCK
            continue
        first = int(hits[0])
        rng.bit_generator.state = state
        rng.random(2 * first)  # those before it, again
        order = orders[drawing[at + first]]
        yield order, max(order.updated_at, began)
        at += first + 1


@cache
def _rates(status: str) -> tuple[float, float]:
    """How often in an hour an order of this status goes on, and how often it turns aside."""
    if status == "COMPLETED":
        return 0.0, _RETURNS_PER_HOUR
    return 1 / _MEAN_HOURS[status], 0.0 if status == "SHIPPED" else _CANCELS_PER_HOUR


def _likelihood(status: str, span: timedelta) -> float:
    """How likely an order of this status changes within `span`; 0 for none."""
    return chance(max(span / HOUR, 0.0) * sum(_rates(status)))


def _progress(rng: np.random.Generator, order: LiveOrder, since: datetime, now: datetime) -> OrderUpdate:
    """The next status of an order that changes between `since` and `now`."""
    onward, aside = _rates(order.order_status)
    aside_status = "RETURNED" if order.order_status == "COMPLETED" else "CANCELLED"
    _, which = rng.random(), rng.random()  # that it changes, and how
    turns_aside = which * (onward + aside) < aside or order.payment_status == "FAILED"
    status = aside_status if turns_aside else _NEXT_STATUS[order.order_status]
    return OrderUpdate(
        order_id=order.order_id,
        order_status=status,
        payment_status=_payment_after(rng, order, status),
        updated_at=moment_in(rng, since, now),
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
    price = np.array([to_cents(article.unit_price) for article in articles])
    cost = np.array([to_cents(article.unit_cost) for article in articles])
    quantity = np.minimum(quantities(rng, price), [stock[article.product_id] for article in articles])
    discount = discounts(rng, price, cost)
    total = line_totals(quantity, price, discount)
    return list(zip(articles, quantity.tolist(), discount.tolist(), total.tolist(), strict=True))


def _order_row(rng: np.random.Generator, order_id: int, shopper: Shopper, moment: datetime, subtotal: int) -> OrderRow:
    ref = reference()
    home = ref.country(shopper.country_code)
    free = shopper.customer_segment == "PREMIUM" or subtotal >= FREE_SHIPPING_CENTS
    shipping = 0 if free else round(home["shipping_cost"] * 100)
    city = draw_city_of(rng, ref, shopper.country_code) if rng.random() < SHIPS_ELSEWHERE else shopper.city
    method = PAYMENT_METHODS[draw(rng, PAYMENT_METHOD_SHARE)]
    payment = ("PENDING", "PAID", "FAILED")[draw(rng, np.array([0.69, 0.25, 0.06]))]
    return (
        order_id,
        shopper.customer_id,
        moment,
        "PENDING",
        method,
        payment,
        shopper.country,
        city,
        to_amount(shipping),
        to_amount(subtotal + shipping),
        moment,
        moment,
    )
