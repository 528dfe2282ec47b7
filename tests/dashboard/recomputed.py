"""The dashboard's numbers once more, from the generator's data set with polars: what they are computed from.

The questions themselves are in recomputed_sales, _customers, _goods and _markets: each function takes an `Asked` and
gives the rows that the SQL must answer, or those of their columns that are not plain copies.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
from polars import col

from ecomsim.ecommerce.generator.dataset import Dataset

STANDS = ~col("ORDER_STATUS").is_in(["CANCELLED", "RETURNED"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a question is asked with: all order lines, and those of the chosen country, segment and category."""

    every_line: pl.DataFrame
    lines: pl.DataFrame
    dataset: Dataset
    days: int
    now: datetime
    grain: str
    coarse_grain: str
    categories: tuple[str, ...]

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def start(self) -> datetime:
        return midnight(self.today - timedelta(days=self.days - 1))

    @property
    def period(self) -> pl.DataFrame:
        return self.lines.filter(col("ORDER_DATE") >= self.start)

    @property
    def before(self) -> pl.DataFrame:
        """The period before: as long, and up to the same hour."""
        first = midnight(self.today - timedelta(days=2 * self.days - 1))
        return self.lines.filter(
            (col("ORDER_DATE") >= first) & (col("ORDER_DATE") < self.now - timedelta(days=self.days))
        )

    @property
    def stock(self) -> pl.DataFrame:
        """Active products of the chosen categories with their stock and what is sold a day."""
        movements = self.dataset.inventory_movements
        moved = movements.group_by("PRODUCT_ID").agg(col("QUANTITY").sum().alias("MOVED"))
        demand = (
            movements.filter((col("MOVEMENT_TYPE") == "SALE") & (col("MOVEMENT_DATE") >= self.now - timedelta(days=30)))
            .group_by("PRODUCT_ID")
            .agg((-col("QUANTITY").sum() / 30).round(2).alias("UNITS_PER_DAY"))
        )
        products = self.dataset.products
        if self.categories:
            products = products.filter(col("CATEGORY").is_in(self.categories))
        return (
            products.join(moved, on="PRODUCT_ID", how="left")
            .join(demand, on="PRODUCT_ID", how="left")
            .with_columns(
                (col("INITIAL_STOCK") + col("MOVED").fill_null(0)).alias("CURRENT_STOCK"),
                col("UNITS_PER_DAY").fill_null(0.0),
            )
            .with_columns(
                pl.when(col("CURRENT_STOCK") <= col("REORDER_POINT"))
                .then(pl.lit("LOW"))
                .when(col("CURRENT_STOCK") <= 2 * col("REORDER_POINT"))
                .then(pl.lit("MEDIUM"))
                .otherwise(pl.lit("HEALTHY"))
                .alias("STOCK_STATUS"),
                (col("CURRENT_STOCK") * col("UNIT_COST").cast(pl.Float64)).alias("STOCK_VALUE"),
            )
        )


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def order_lines(dataset: Dataset) -> pl.DataFrame:
    """Each order item with its order, customer and product."""
    number = pl.Float64
    return (
        dataset.order_items.drop("CREATED_AT")
        .join(dataset.orders.drop("CREATED_AT", "UPDATED_AT"), on="ORDER_ID")
        .join(
            dataset.customers.select(
                "CUSTOMER_ID", "FIRST_NAME", "LAST_NAME", "CITY", "COUNTRY", "COUNTRY_CODE", "CUSTOMER_SEGMENT"
            ),
            on="CUSTOMER_ID",
        )
        .join(dataset.products.select("PRODUCT_ID", "PRODUCT_NAME", "CATEGORY"), on="PRODUCT_ID")
        .with_columns(
            col("ORDER_DATE").dt.date().alias("SALE_DATE"),
            (col("QUANTITY") * col("UNIT_PRICE").cast(number)).alias("GROSS"),
            col("LINE_TOTAL").cast(number).alias("NET"),
            (col("LINE_TOTAL").cast(number) - col("QUANTITY") * col("UNIT_COST").cast(number)).alias("PROFIT"),
            (col("QUANTITY") * col("UNIT_COST").cast(number)).alias("COST"),
        )
        .with_columns((col("GROSS") - col("NET")).alias("DISCOUNT"))
    )


def bucket(grain: str, column: str = "SALE_DATE") -> pl.Expr:
    return col(column).dt.truncate({"DAY": "1d", "WEEK": "1w", "MONTH": "1mo", "QUARTER": "1q"}[grain])


def total(frame: pl.DataFrame, column: str) -> float:
    return float(frame[column].sum())


def ratio(part: float, whole: float, factor: float = 100.0) -> float | None:
    return None if not whole else factor * part / whole


def change(now: float | None, before: float | None) -> float | None:
    """In percent; None when there was nothing."""
    return None if now is None or not before else 100 * (now / before - 1)


def points(now: float | None, before: float | None) -> float | None:
    """The difference of two percentages as they are shown."""
    return None if now is None or before is None else round(now, 1) - round(before, 1)


Rows = list[dict[str, Any]]
Recomputation = Callable[[Asked], Rows]
