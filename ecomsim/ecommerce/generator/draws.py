"""What live traffic is drawn with: weights, chances, moments within a step, amounts."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from decimal import Decimal

import numpy as np

from ecomsim.ecommerce.generator.reference import Reference
from ecomsim.ecommerce.generator.season import expected_orders

HOUR = timedelta(hours=1)


def draw_city_of(rng: np.random.Generator, ref: Reference, country_code: str) -> str:
    cities, weights = ref.cities_of(country_code)
    return cities[draw(rng, weights)]


def draw(rng: np.random.Generator, weights: np.ndarray) -> int:
    """One index, by weight; an index of weight zero never comes."""
    bounds = np.cumsum(weights)
    return int(np.searchsorted(bounds, rng.random() * bounds[-1], side="right"))


def chance(expected: float) -> float:
    """Probability of at least one event when `expected` of them are."""
    return -math.expm1(-expected)


def moment_in(rng: np.random.Generator, since: datetime, until: datetime) -> datetime:
    """A moment in (since, until]."""
    span = (until - since) // timedelta(microseconds=1)
    return since + timedelta(microseconds=1 + int(rng.random() * span))


def moments_in(rng: np.random.Generator, now: datetime, step: timedelta, per_day: float) -> list[datetime]:
    """Moments in (now - step, now] at an even rate, in order."""
    count = int(rng.poisson(per_day * (step / timedelta(days=1))))
    return sorted(moment_in(rng, now - step, now) for _ in range(count))


def order_moments(rng: np.random.Generator, now: datetime, step: timedelta, orders_per_day: float) -> list[datetime]:
    """Moments of orders in (now - step, now], in order; the rate is taken hour by hour."""
    moments: list[datetime] = []
    start = now - step
    while start < now:
        next_hour = start.replace(minute=0, second=0, microsecond=0) + HOUR
        until = min(now, next_hour)
        count = rng.poisson(expected_orders(start, until, orders_per_day=orders_per_day))
        moments += sorted(moment_in(rng, start, until) for _ in range(count))
        start = until
    return moments


def to_cents(amount: Decimal) -> int:
    return int(amount.scaleb(2))


def to_amount(cents: int) -> Decimal:
    """Cents as an amount with two decimals."""
    return Decimal(cents).scaleb(-2)
