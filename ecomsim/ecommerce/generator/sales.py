"""Orders: when, by whom, how far they have come, how they were paid.

An order's whole life (processed, shipped, delivered, maybe cancelled or returned) is drawn at once; its
status is what of that life lies before the clock's now. So statuses fit ages, and UPDATED_AT is the
moment of the last change. Order ids follow the order time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import polars as pl

from ecomsim.ecommerce.generator.dataset import HISTORY_DAYS, SCHEMAS, compact, money, pick, timestamps, to_micros
from ecomsim.ecommerce.generator.people import BASKET_SIZE, SEGMENTS, People, draw_city
from ecomsim.ecommerce.generator.reference import Reference
from ecomsim.ecommerce.generator.season import (
    MICROS_PER_DAY,
    MICROS_PER_HOUR,
    MICROS_PER_SECOND,
    day_weights,
    share_of_day_before,
    time_of_day,
)

STATUSES = ["PENDING", "PROCESSING", "SHIPPED", "COMPLETED", "CANCELLED", "RETURNED"]
PENDING, PROCESSING, SHIPPED, COMPLETED, CANCELLED, RETURNED = range(6)
PAYMENT_METHODS = ["CREDIT_CARD", "PAYPAL", "DEBIT_CARD", "APPLE_PAY", "BANK_TRANSFER"]
PAYMENT_METHOD_SHARE = np.array([0.42, 0.24, 0.17, 0.11, 0.06])
PAYMENT_STATUSES = ["PAID", "PENDING", "FAILED", "REFUNDED"]
PAID, UNPAID, FAILED, REFUNDED = range(4)

CANCEL_SHARE = 0.06
RETURN_SHARE = 0.055
PROCESSING_HOURS, SHIPPING_HOURS, DELIVERY_HOURS = 10.0, 24.0, 80.0  # mean time spent before each step
SHIPS_ELSEWHERE = 0.06
FREE_SHIPPING_CENTS = 15_000
ORDERS_TODAY = 3  # at least so many orders are from the clock's today


@dataclass(frozen=True, slots=True, kw_only=True)
class Sales:
    """Per order, in order of time, everything but the amounts."""

    ordered: np.ndarray  # microseconds, ascending
    updated: np.ndarray  # microseconds: the last status change
    customer: np.ndarray  # row of the customer table
    status: np.ndarray  # index into STATUSES
    payment_method: np.ndarray
    payment_status: np.ndarray
    ship_city: np.ndarray  # index into the cities file


def make_sales(rng: np.random.Generator, *, count: int, today: datetime, people: People, ref: Reference) -> Sales:
    """`count` orders of the last HISTORY_DAYS days, none after `today`."""
    ordered = _order_times(rng, count, today)
    customer = _customers(rng, ordered, people)
    status, updated = _life(rng, ordered, to_micros(today))
    method = _draw(rng, PAYMENT_METHOD_SHARE, count)
    return Sales(
        ordered=ordered,
        updated=updated,
        customer=compact(customer),
        status=compact(status),
        payment_method=compact(method),
        payment_status=compact(_payment_status(rng, status, method)),
        ship_city=compact(_ship_cities(rng, people, customer, ref)),
    )


def _draw(rng: np.random.Generator, weights: np.ndarray, count: int) -> np.ndarray:
    """`count` indices drawn with the given weights."""
    bounds = np.cumsum(weights / weights.sum())
    return np.minimum(np.searchsorted(bounds, rng.random(count), side="right"), len(weights) - 1)


def _order_times(rng: np.random.Generator, count: int, today: datetime) -> np.ndarray:
    first = today.date() - timedelta(days=HISTORY_DAYS - 1)
    weights = day_weights(first, HISTORY_DAYS)
    gone = share_of_day_before(today)
    weights[-1] *= gone
    sure = min(count, ORDERS_TODAY)
    per_day = rng.multinomial(count - sure, weights / weights.sum())
    per_day[-1] += sure
    day = np.repeat(np.arange(HISTORY_DAYS), per_day)
    share = rng.random(count) * np.where(day == HISTORY_DAYS - 1, gone, 1.0)
    midnight = to_micros(datetime(first.year, first.month, first.day))
    return np.sort(midnight + day * MICROS_PER_DAY + time_of_day(share))


def _customers(rng: np.random.Generator, ordered: np.ndarray, people: People) -> np.ndarray:
    """One of the customers registered by then, by their order weights."""
    bounds = np.cumsum(people.order_weight)
    known = np.searchsorted(people.registered, ordered, side="right")
    reach = bounds[known - 1]
    return np.minimum(np.searchsorted(bounds, rng.random(len(ordered)) * reach, side="right"), known - 1)


def _life(rng: np.random.Generator, ordered: np.ndarray, now: int) -> tuple[np.ndarray, np.ndarray]:
    """Status at `now` and the moment it was reached."""
    count = len(ordered)

    def span(mean_hours: float, shape: float) -> np.ndarray:
        return (rng.gamma(shape, mean_hours / shape, count) * MICROS_PER_HOUR).astype(np.int64)

    processed = ordered + span(PROCESSING_HOURS, 2)
    shipped = processed + span(SHIPPING_HOURS, 3)
    delivered = shipped + span(DELIVERY_HOURS, 5)
    fate = rng.random(count)
    never = np.iinfo(np.int64).max
    cancelled = np.where(
        fate < CANCEL_SHARE, ordered + (rng.random(count) * (shipped - ordered)).astype(np.int64), never
    )
    sent_back = delivered + (rng.uniform(2, 20, count) * MICROS_PER_DAY).astype(np.int64)
    returned = np.where(fate > 1 - RETURN_SHARE, sent_back, never)

    status = np.full(count, PENDING)
    updated = ordered.copy()
    for step, moment in ((PROCESSING, processed), (SHIPPED, shipped), (COMPLETED, delivered)):
        reached = (moment <= now) & (moment < cancelled)
        status[reached], updated[reached] = step, moment[reached]
    for step, moment in ((CANCELLED, cancelled), (RETURNED, returned)):
        reached = moment <= now
        status[reached], updated[reached] = step, moment[reached]
    return status, updated - updated % MICROS_PER_SECOND


def _payment_status(rng: np.random.Generator, status: np.ndarray, method: np.ndarray) -> np.ndarray:
    chance = rng.random(len(status))
    payment = np.full(len(status), PAID)
    payment[(status == PENDING) & (chance < 0.75)] = UNPAID
    payment[(status == PENDING) & (chance < 0.06)] = FAILED
    slow = PAYMENT_METHODS.index("BANK_TRANSFER")
    payment[(status == PROCESSING) & (method == slow) & (chance < 0.5)] = UNPAID
    payment[status == CANCELLED] = np.where(chance[status == CANCELLED] < 0.35, FAILED, REFUNDED)
    payment[status == RETURNED] = REFUNDED
    return payment


def _ship_cities(rng: np.random.Generator, people: People, customer: np.ndarray, ref: Reference) -> np.ndarray:
    """The customer's city; now and then another one of the same country."""
    city = people.city[customer]
    country = people.country[customer]
    elsewhere = rng.random(len(customer)) < SHIPS_ELSEWHERE
    for code, iso3 in enumerate(ref.countries["country_code"]):
        there = np.flatnonzero(elsewhere & (country == code))
        city[there] = draw_city(rng, iso3, len(there), ref)
    return city


def items_per_order(rng: np.random.Generator, *, total: int, sales: Sales, people: People) -> np.ndarray:
    """At least one item each, `total` in all; the rest goes by segment and chance."""
    orders = len(sales.ordered)
    bounds = np.cumsum(BASKET_SIZE[people.segment[sales.customer]])
    extra = np.searchsorted(bounds, rng.random(total - orders) * bounds[-1], side="right")
    return 1 + np.bincount(np.minimum(extra, orders - 1), minlength=orders)


def order_frame(sales: Sales, *, subtotal: np.ndarray, people: People, ref: Reference, first: int = 0) -> pl.DataFrame:
    """Rows of the order table, as RAW_DATA.ORDERS has it, from row `first` on; `subtotal` is the sum of line totals in
    cents.
    """
    country = people.country[sales.customer]
    fee = np.round(ref.countries["shipping_cost"].to_numpy() * 100).astype(np.int64)[country]
    premium = people.segment[sales.customer] == SEGMENTS.index("PREMIUM")
    shipping = np.where(premium | (subtotal >= FREE_SHIPPING_CENTS), 0, fee)
    frame = pl.DataFrame(
        {
            "ORDER_ID": np.arange(first + 1, first + len(subtotal) + 1),
            "CUSTOMER_ID": sales.customer.astype(np.int64) + 1,
            "ORDER_DATE": timestamps(sales.ordered),
            "ORDER_STATUS": pick(STATUSES, sales.status),
            "PAYMENT_METHOD": pick(PAYMENT_METHODS, sales.payment_method),
            "PAYMENT_STATUS": pick(PAYMENT_STATUSES, sales.payment_status),
            "SHIPPING_COUNTRY": pick(ref.countries["country"].to_list(), country),
            "SHIPPING_CITY": pick(ref.cities["city"].to_list(), sales.ship_city),
            "SHIPPING_COST": money(shipping),
            "TOTAL_AMOUNT": money(subtotal + shipping, 12),
            "CREATED_AT": timestamps(sales.ordered),
            "UPDATED_AT": timestamps(sales.updated),
        }
    )
    return frame.select(list(SCHEMAS["ORDERS"]))
