"""Customers: who they are, where they live, when they came, how much they buy.

Segments and registration times are stratified, not drawn one by one, so the shares are exact at any
size and no segment is by chance older than another. Customer ids follow the registration time.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl

from ecomsim.ecommerce.generator.dataset import HISTORY_DAYS, SCHEMAS, pick, timestamps, to_micros
from ecomsim.ecommerce.generator.reference import Reference
from ecomsim.ecommerce.generator.season import MICROS_PER_DAY, time_of_day

SEGMENTS = ["PREMIUM", "STANDARD", "BASIC"]
SEGMENT_SHARE = np.array([32, 58, 13]) / 103
ORDER_RATE = np.array([2.2, 1.0, 0.55])  # orders per customer, relative to STANDARD
BASKET_SIZE = np.array([1.55, 1.0, 0.85])  # items per order beyond the first, relative to STANDARD
REGISTERED_BEFORE = 0.72  # share of customers who were there before the first order of the history
DAYS_BEFORE = 900  # how long before it the first of them came


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The customer table, and per customer (row order) what the orders need to know."""

    frame: pl.DataFrame
    segment: np.ndarray  # index into SEGMENTS
    country: np.ndarray  # index into the countries file
    city: np.ndarray  # index into the cities file
    registered: np.ndarray  # microseconds, ascending
    order_weight: np.ndarray  # relative number of orders


def make_people(rng: np.random.Generator, *, count: int, today: datetime, ref: Reference) -> People:
    """`count` customers registered up to a week before `today`."""
    segment = np.repeat(np.arange(3), shares(count, SEGMENT_SHARE))
    registered = _registration_times(rng, segment, today)
    order = np.lexsort((segment, registered))
    segment, registered = segment[order], registered[order]
    country = rng.permutation(np.repeat(np.arange(len(ref.countries)), _per_country(count, ref)))
    city = np.zeros(count, dtype=np.int64)
    first, last = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64)
    first_names, last_names = ref.first_names["first_name"].to_list(), ref.last_names["last_name"].to_list()
    for code, iso3 in enumerate(ref.countries["country_code"]):
        here = np.flatnonzero(country == code)
        city[here] = draw_city(rng, iso3, len(here), ref)
        first[here] = _draw_row(rng, ref.first_names["country_code"], iso3, len(here))
        last[here] = _draw_row(rng, ref.last_names["country_code"], iso3, len(here))
    number = rng.integers(0, 10_000_000, count)
    updated = registered + (rng.random(count) * (to_micros(today) - registered) * 0.9).astype(np.int64)
    frame = pl.DataFrame(
        {
            "CUSTOMER_ID": np.arange(1, count + 1),
            "FIRST_NAME": pick(first_names, first),
            "LAST_NAME": pick(last_names, last),
            "_FIRST": pick([mail_part(name) for name in first_names], first),
            "_LAST": pick([mail_part(name) for name in last_names], last),
            "_PREFIX": pick(ref.countries["phone_prefix"].to_list(), country),
            "_NUMBER": number,
            "CITY": pick(ref.cities["city"].to_list(), city),
            "COUNTRY": pick(ref.countries["country"].to_list(), country),
            "COUNTRY_CODE": pick(ref.countries["country_code"].to_list(), country),
            "CUSTOMER_SEGMENT": pick(SEGMENTS, segment),
            "CREATED_AT": timestamps(registered),
            "UPDATED_AT": timestamps(updated - updated % 1_000_000),
        }
    ).with_columns(
        EMAIL=pl.format("{}.{}{}@example.com", "_FIRST", "_LAST", "CUSTOMER_ID"),
        PHONE=pl.format("{} 555 {}", "_PREFIX", pl.col("_NUMBER").cast(pl.String).str.zfill(7)),
        REGISTRATION_DATE=pl.col("CREATED_AT").dt.date(),
    )
    return People(
        frame=frame.select(list(SCHEMAS["CUSTOMERS"])),
        segment=segment,
        country=country,
        city=city,
        registered=registered,
        order_weight=_order_weights(rng, segment, _presence(registered, today)),
    )


def shares(total: int, weights: np.ndarray) -> np.ndarray:
    """Whole parts of `total` in proportion to `weights`, summing to it (largest remainders)."""
    exact = total * weights / weights.sum()
    parts = np.floor(exact).astype(np.int64)
    short = total - int(parts.sum())
    parts[np.argsort(parts - exact, kind="stable")[:short]] += 1
    return parts


def mail_part(name: str) -> str:
    """A name as it stands in an address: ASCII lower case letters only."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "".join(letter for letter in plain if letter.isalpha())


def _per_country(count: int, ref: Reference) -> np.ndarray:
    return shares(count, ref.countries["customer_share"].to_numpy())


def _registration_times(rng: np.random.Generator, segment: np.ndarray, today: datetime) -> np.ndarray:
    """Per customer: a time within the years before the history, or within the history."""
    start = _history_start(today)
    quantile = np.empty(len(segment))
    for code in range(len(SEGMENTS)):
        here = np.flatnonzero(segment == code)
        quantile[here] = (np.arange(len(here)) + rng.random(len(here))) / max(1, len(here))
    before = quantile / REGISTERED_BEFORE
    within = (quantile - REGISTERED_BEFORE) / (1 - REGISTERED_BEFORE)
    days = np.where(quantile < REGISTERED_BEFORE, -1 - DAYS_BEFORE * (1 - before), within * (HISTORY_DAYS - 8))
    return start + np.floor(days).astype(np.int64) * MICROS_PER_DAY + time_of_day(rng.random(len(segment)))


def _history_start(today: datetime) -> int:
    """Midnight of the first day with orders, in microseconds."""
    return to_micros(datetime(today.year, today.month, today.day)) - (HISTORY_DAYS - 1) * MICROS_PER_DAY


def _presence(registered: np.ndarray, today: datetime) -> np.ndarray:
    """The part of the history each customer was there for, 0..1."""
    start, now = _history_start(today), to_micros(today)
    return (now - np.maximum(registered, start)) / (now - start)


def _order_weights(rng: np.random.Generator, segment: np.ndarray, presence: np.ndarray) -> np.ndarray:
    """How eager each customer is; over the history every segment orders at its ORDER_RATE per head."""
    weight = rng.lognormal(0.0, 0.45, len(segment))
    for code, rate in enumerate(ORDER_RATE):
        here = segment == code
        if here.any():
            weight[here] *= rate / np.average(weight[here] * presence[here])
    return weight


def _draw_row(rng: np.random.Generator, codes: pl.Series, iso3: str, count: int) -> np.ndarray:
    """Row numbers of a reference file, uniformly among the rows of one country."""
    rows = np.flatnonzero(codes.to_numpy() == iso3)
    return rows[rng.integers(0, len(rows), count)]


def draw_city(rng: np.random.Generator, iso3: str, count: int, ref: Reference) -> np.ndarray:
    """Row numbers of the cities file, by weight, among the cities of one country."""
    rows = np.flatnonzero(ref.cities["country_code"].to_numpy() == iso3)
    bounds = np.cumsum(ref.cities["weight"].to_numpy()[rows])
    return rows[np.searchsorted(bounds, rng.random(count) * bounds[-1], side="right")]
