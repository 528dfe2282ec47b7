"""Live traffic: what happens in a shop during one step of time.

Pure functions of a random generator, a World and the step (now - step, now]; the same generator state
and world give the same batch, and every moment in it lies within the step.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from ecomsim.ecommerce.generator.draws import (
    HOUR,
    chance,
    draw,
    draw_city_of,
    moment_in,
    moments_in,
    to_amount,
    to_cents,
)
from ecomsim.ecommerce.generator.live_orders import new_orders, order_progress
from ecomsim.ecommerce.generator.people import SEGMENT_SHARE, SEGMENTS, mail_part
from ecomsim.ecommerce.generator.reference import reference
from ecomsim.ecommerce.generator.world import (
    Batch,
    CustomerRow,
    CustomerUpdate,
    MovementRow,
    PriceUpdate,
    Shopper,
    World,
)

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
        if waiting and rng.random() < chance(step / HOUR / mean_hours):
            moment = moment_in(rng, now - step, now)
            row = (movement_id + len(movements), article.product_id, "RESTOCK", article.reorder_quantity)
            movements.append((*row, moment, None, "Supplier delivery"))
    return tuple(movements)


def new_customers(
    rng: np.random.Generator, world: World, *, now: datetime, step: timedelta, per_day: float
) -> tuple[CustomerRow, ...]:
    """Registrations, with the countries, segments and names of the shop's history."""
    ref = reference()
    rows: list[CustomerRow] = []
    for moment in moments_in(rng, now, step, per_day):
        home = ref.countries.row(draw(rng, ref.countries["customer_share"].to_numpy()), named=True)
        code = home["country_code"]
        first_names, last_names = ref.names_of(code)
        first = first_names[int(rng.integers(len(first_names)))]
        last = last_names[int(rng.integers(len(last_names)))]
        customer_id = world.ids.customer + len(rows)
        email = f"{mail_part(first)}.{mail_part(last)}{customer_id}@example.com"
        phone = f"{home['phone_prefix']} 555 {int(rng.integers(10_000_000)):07d}"
        city = draw_city_of(rng, ref, code)
        segment = SEGMENTS[draw(rng, SEGMENT_SHARE)]
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
    moving = moments_in(rng, now, step, moves)
    changing = moments_in(rng, now, step, segment_changes)
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
    moments = moments_in(rng, now, step, per_day)[: len(active)]
    chosen = rng.choice(len(active), size=len(moments), replace=False).tolist()
    updates: list[PriceUpdate] = []
    for position, moment in zip(chosen, moments, strict=True):
        article = active[position]
        old_price, old_cost = to_cents(article.unit_price), to_cents(article.unit_cost)
        cost = max(1, round(old_cost * rng.uniform(0.98, 1.03)))
        price = max(cost + 1, round(old_price * rng.uniform(0.95, 1.06)))
        if price == old_price:
            price += 1
        updates.append(
            PriceUpdate(
                product_id=article.product_id,
                unit_price=to_amount(price),
                unit_cost=to_amount(cost),
                updated_at=moment,
            )
        )
    return tuple(updates)


def _moved(rng: np.random.Generator, shopper: Shopper) -> Shopper:
    ref = reference()
    code = shopper.country_code
    if rng.random() < _MOVES_ABROAD:
        others = ref.countries["country_code"].to_list()
        others.remove(code)
        code = others[int(rng.integers(len(others)))]
    cities, weights = ref.cities_of(code)
    elsewhere = np.where([city == shopper.city for city in cities], 0.0, weights)
    city = cities[draw(rng, elsewhere)]
    return replace(shopper, city=city, country=ref.country(code)["country"], country_code=code)


def _resegmented(rng: np.random.Generator, shopper: Shopper) -> Shopper:
    """One step along BASIC, STANDARD, PREMIUM; from the middle more often up than down."""
    if shopper.customer_segment != "STANDARD":
        return replace(shopper, customer_segment="STANDARD")
    return replace(shopper, customer_segment="PREMIUM" if rng.random() < 0.7 else "BASIC")
