"""What a generated shop is: five tables with the column types of the RAW_DATA tables, at once or part by part.

A large shop is kept as the numbers it was drawn with, in as few bytes as they take; rows are made of them when they
are written. The schemas here are those of the source tables, column by column and in order, so a frame loads
without a cast: INTEGER is Int64, NUMBER(p,2) is Decimal(p,2), TIMESTAMP_NTZ is Datetime('us').
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Protocol, TypeVar

import numpy as np
import polars as pl

HISTORY_DAYS = 730  # calendar days with orders, today included

_ID = pl.Int64()
_TEXT = pl.String()
_TIME = pl.Datetime("us")


def _number(precision: int) -> pl.Decimal:
    return pl.Decimal(precision, 2)


SCHEMAS: dict[str, dict[str, pl.DataType]] = {
    "CUSTOMERS": {
        "CUSTOMER_ID": _ID,
        "FIRST_NAME": _TEXT,
        "LAST_NAME": _TEXT,
        "EMAIL": _TEXT,
        "PHONE": _TEXT,
        "CITY": _TEXT,
        "COUNTRY": _TEXT,
        "COUNTRY_CODE": _TEXT,
        "CUSTOMER_SEGMENT": _TEXT,
        "REGISTRATION_DATE": pl.Date(),
        "CREATED_AT": _TIME,
        "UPDATED_AT": _TIME,
    },
    "PRODUCTS": {
        "PRODUCT_ID": _ID,
        "PRODUCT_NAME": _TEXT,
        "CATEGORY": _TEXT,
        "BRAND": _TEXT,
        "UNIT_PRICE": _number(10),
        "UNIT_COST": _number(10),
        "INITIAL_STOCK": _ID,
        "REORDER_POINT": _ID,
        "REORDER_QUANTITY": _ID,
        "IS_ACTIVE": pl.Boolean(),
        "CREATED_AT": _TIME,
        "UPDATED_AT": _TIME,
    },
    "ORDERS": {
        "ORDER_ID": _ID,
        "CUSTOMER_ID": _ID,
        "ORDER_DATE": _TIME,
        "ORDER_STATUS": _TEXT,
        "PAYMENT_METHOD": _TEXT,
        "PAYMENT_STATUS": _TEXT,
        "SHIPPING_COUNTRY": _TEXT,
        "SHIPPING_CITY": _TEXT,
        "SHIPPING_COST": _number(10),
        "TOTAL_AMOUNT": _number(12),
        "CREATED_AT": _TIME,
        "UPDATED_AT": _TIME,
    },
    "ORDER_ITEMS": {
        "ORDER_ITEM_ID": _ID,
        "ORDER_ID": _ID,
        "PRODUCT_ID": _ID,
        "QUANTITY": _ID,
        "UNIT_PRICE": _number(10),
        "UNIT_COST": _number(10),
        "DISCOUNT_PERCENT": _number(5),
        "LINE_TOTAL": _number(12),
        "CREATED_AT": _TIME,
    },
    "INVENTORY_MOVEMENTS": {
        "MOVEMENT_ID": _ID,
        "PRODUCT_ID": _ID,
        "MOVEMENT_TYPE": _TEXT,
        "QUANTITY": _ID,
        "MOVEMENT_DATE": _TIME,
        "REFERENCE_ID": _ID,
        "NOTES": _TEXT,
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """The source tables of one shop at one moment; each frame has the schema SCHEMAS gives it."""

    customers: pl.DataFrame
    products: pl.DataFrame
    orders: pl.DataFrame
    order_items: pl.DataFrame
    inventory_movements: pl.DataFrame

    def tables(self) -> dict[str, pl.DataFrame]:
        """Table name to frame, parents before children: the order to load them in."""
        return {
            "CUSTOMERS": self.customers,
            "PRODUCTS": self.products,
            "ORDERS": self.orders,
            "ORDER_ITEMS": self.order_items,
            "INVENTORY_MOVEMENTS": self.inventory_movements,
        }

    def heights(self) -> dict[str, int]:
        """Rows by table, in the same order."""
        return {table: frame.height for table, frame in self.tables().items()}

    def parts(self, table: str, rows: int) -> Iterator[pl.DataFrame]:
        """The rows of a table in order, at most `rows` at once; a table without rows is one empty part."""
        frame = self.tables()[table]
        return frame.iter_slices(rows) if frame.height else iter([frame])


class Tables(Protocol):
    """What can be loaded: a Dataset, or a Shop that makes its rows on the way."""

    def heights(self) -> dict[str, int]: ...

    def parts(self, table: str, rows: int) -> Iterator[pl.DataFrame]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """A shop whose numbers are drawn and whose rows are not made yet. `frames`: table to what makes its rows from one
    number to another; `counts`: how many each has.
    """

    counts: Mapping[str, int]
    frames: Mapping[str, Callable[[slice], pl.DataFrame]]

    def heights(self) -> dict[str, int]:
        """Rows by table, parents before children: the order to load them in."""
        return dict(self.counts)

    def parts(self, table: str, rows: int) -> Iterator[pl.DataFrame]:
        """The rows of a table in order, at most `rows` at once; a table without rows is one empty part."""
        count, make = self.counts[table], self.frames[table]
        for first in range(0, max(count, 1), rows):
            yield make(slice(first, min(first + rows, count)))

    def dataset(self) -> Dataset:
        """All rows at once."""
        return Dataset(**{table.lower(): make(slice(0, self.counts[table])) for table, make in self.frames.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Rows per table."""

    customers: int
    products: int
    orders: int
    order_items: int
    inventory_movements: int

    @classmethod
    def at(cls, scale: float) -> Counts:
        """Counts at `scale`: facts grow with it, customers too above 1, products with its square root.

        Raises ValueError for a scale that is not a positive number.
        """
        if not (math.isfinite(scale) and scale > 0):
            raise ValueError(f"scale must be a positive number, not {scale!r}")
        orders = max(1, round(5003 * scale))
        return cls(
            customers=103 if scale <= 1 else round(103 * scale),
            products=200 if scale <= 1 else min(4000, round(200 * math.sqrt(scale))),
            orders=orders,
            order_items=max(orders, round(15008 * scale)),
            inventory_movements=max(1, round(10004 * scale)),
        )


def money(cents: np.ndarray, precision: int = 10) -> pl.Series:
    """Whole cents as NUMBER(precision, 2); exact, because a cent count below 2**53 survives the float."""
    return (pl.Series(cents.astype(np.int64)) / 100).cast(pl.Decimal(precision, 2))


def cents(amounts: pl.Series) -> np.ndarray:
    """NUMBER(p, 2) as whole cents (int64)."""
    return (amounts.cast(pl.Float64) * 100).round().cast(pl.Int64).to_numpy()


def timestamps(micros: np.ndarray) -> pl.Series:
    """Microseconds since 1970 as TIMESTAMP_NTZ."""
    return pl.Series(micros.astype(np.int64)).cast(pl.Datetime("us"))


def to_micros(moment: datetime) -> int:
    """A naive datetime as microseconds since 1970."""
    return int(np.datetime64(moment, "us").astype(np.int64))


def pick(values: list[str], codes: np.ndarray) -> pl.Series:
    """The text each code stands for."""
    return pl.Series(values, dtype=pl.String).gather(pl.Series(codes.astype(np.uint32)))


Arrays = TypeVar("Arrays")


def cut(arrays: Arrays, part: slice) -> Arrays:
    """The same facts of some rows only: every field of a dataclass of arrays, sliced."""
    return type(arrays)(**{field.name: getattr(arrays, field.name)[part] for field in fields(arrays)})  # type: ignore[arg-type]


def compact(values: np.ndarray) -> np.ndarray:
    """The same whole numbers in the smallest type that holds them all; widen them before computing with them."""
    low, high = values.min(initial=0), values.max(initial=0)
    kinds = (kind for kind in (np.int8, np.int16, np.int32) if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max)
    return values.astype(next(kinds, np.int64))
