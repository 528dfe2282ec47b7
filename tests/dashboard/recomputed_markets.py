"""Payments and places, recomputed with polars: what each question must answer."""

from __future__ import annotations

from itertools import pairwise

import polars as pl
from polars import col

from tests.dashboard.recomputed import STANDS, Asked, Recomputation, Rows, bucket, change, points, ratio, total

SUCCEEDED = col("PAYMENT_STATUS").is_in(["PAID", "REFUNDED"])
DECIDED = col("PAYMENT_STATUS") != "PENDING"
CANCELLED = 100 * (col("ORDER_STATUS") == "CANCELLED").mean()


def payments_kpis(asked: Asked) -> Rows:
    now, before = _payments(asked.period), _payments(asked.before)
    return [
        {
            **now,
            **{f"{name}_BEFORE": value for name, value in before.items() if name != "PENDING"},
            "CAPTURED_CHANGE_PERCENT": change(now["CAPTURED"], before["CAPTURED"]),
            "SUCCESS_CHANGE_POINTS": points(now["SUCCESS_PERCENT"], before["SUCCESS_PERCENT"]),
            "CANCELLED_CHANGE_POINTS": points(now["CANCELLED_PERCENT"], before["CANCELLED_PERCENT"]),
            "REFUNDED_CHANGE_PERCENT": change(now["REFUNDED"], before["REFUNDED"]),
        }
    ]


def _payments(lines: pl.DataFrame) -> dict[str, float | None]:
    orders = _orders(lines)
    return {
        "CAPTURED": total(orders.filter(col("PAYMENT_STATUS") == "PAID"), "NET"),
        "REFUNDED": total(orders.filter(col("PAYMENT_STATUS") == "REFUNDED"), "NET"),
        "PENDING": total(orders.filter(col("PAYMENT_STATUS") == "PENDING"), "NET"),
        "SUCCESS_PERCENT": orders.select(100 * SUCCEEDED.sum() / DECIDED.sum()).item() if orders.height else None,
        "CANCELLED_PERCENT": orders.select(CANCELLED).item() if orders.height else None,
    }


def _orders(lines: pl.DataFrame) -> pl.DataFrame:
    """One row per order."""
    keys = ("ORDER_ID", "SALE_DATE", "PAYMENT_METHOD", "PAYMENT_STATUS", "ORDER_STATUS")
    return lines.group_by(keys).agg(col("NET").sum().round(2))


def payments_methods(asked: Asked) -> Rows:
    return (
        asked.period.group_by("PAYMENT_METHOD")
        .agg(col("ORDER_ID").n_unique().alias("ORDERS"), col("NET").sum().alias("AMOUNT"))
        .with_columns(
            (100 * col("ORDERS") / col("ORDERS").sum()).alias("SHARE_PERCENT"),
            (col("AMOUNT") / col("ORDERS")).alias("AVERAGE_ORDER"),
        )
        .sort(["ORDERS", "PAYMENT_METHOD"], descending=[True, False])
        .to_dicts()
    )


def payments_by_value(asked: Asked) -> Rows:
    limits = [50, 100, 250, 500, 1000]
    step = sum(((col("NET") >= limit).cast(pl.Int64) for limit in limits), pl.lit(1))
    return (
        _orders(asked.period)
        .group_by(step.alias("STEP_ORDER"))
        .agg(
            pl.len().alias("ORDERS"),
            (100 * (col("PAYMENT_STATUS") == "FAILED").mean()).alias("FAILED_PERCENT"),
            CANCELLED.alias("CANCELLED_PERCENT"),
        )
        .sort("STEP_ORDER")
        .to_dicts()
    )


def payments_flows(asked: Asked) -> Rows:
    orders = _orders(asked.period)
    stages = ("PAYMENT_METHOD", "PAYMENT_STATUS", "ORDER_STATUS")
    steps = (
        orders.group_by(
            pl.lit(number).alias("STEP"), col(source).alias("SOURCE"), col(target).alias("TARGET"), maintain_order=True
        ).agg(pl.len().alias("ORDERS"), col("NET").sum().alias("AMOUNT"))
        for number, (source, target) in enumerate(pairwise(stages), start=1)
    )
    return (
        pl.concat(steps)
        .with_columns(
            col("ORDERS").sum().over("STEP", "SOURCE").alias("SOURCE_ORDERS"),
            col("ORDERS").sum().over("STEP", "TARGET").alias("TARGET_ORDERS"),
        )
        .sort("STEP", "SOURCE", "TARGET")
        .to_dicts()
    )


def payments_outcomes(asked: Asked) -> Rows:
    return (
        _orders(asked.period)
        .group_by("PAYMENT_METHOD")
        .agg(
            pl.len().alias("ORDERS"),
            (100 * SUCCEEDED.sum() / DECIDED.sum()).alias("SUCCESS_PERCENT"),
            (100 * (col("PAYMENT_STATUS") == "FAILED").mean()).alias("FAILED_PERCENT"),
            CANCELLED.alias("CANCELLED_PERCENT"),
            (100 * (col("ORDER_STATUS") == "RETURNED").mean()).alias("RETURNED_PERCENT"),
        )
        .sort(["ORDERS", "PAYMENT_METHOD"], descending=[True, False])
        .to_dicts()
    )


def payments_over_time(asked: Asked) -> Rows:
    return (
        _orders(asked.period)
        .group_by(bucket(asked.coarse_grain).alias("BUCKET"))
        .agg(
            pl.len().alias("ORDERS"),
            pl.when(DECIDED.any()).then(100 * SUCCEEDED.sum() / DECIDED.sum()).alias("SUCCESS_PERCENT"),
            CANCELLED.alias("CANCELLED_PERCENT"),
        )
        .sort("BUCKET")
        .to_dicts()
    )


def geography_countries(asked: Asked) -> Rows:
    now, before = asked.period.filter(STANDS), asked.before.filter(STANDS)
    earlier = before.group_by("COUNTRY").agg(col("NET").sum().alias("NET_REVENUE_BEFORE"))
    return (
        now.group_by("COUNTRY", "COUNTRY_CODE")
        .agg(
            col("CUSTOMER_ID").n_unique().alias("CUSTOMERS"),
            col("ORDER_ID").n_unique().alias("ORDERS"),
            col("NET").sum().round(2).alias("NET_REVENUE"),
        )
        .join(earlier, on="COUNTRY", how="full", coalesce=True)
        .with_columns(
            col("NET_REVENUE").fill_null(0.0), col("ORDERS").fill_null(0), col("NET_REVENUE_BEFORE").fill_null(0.0)
        )
        .with_columns(
            (100 * col("NET_REVENUE") / col("NET_REVENUE").sum()).alias("SHARE_PERCENT"),
            pl.when(col("ORDERS") > 0).then(col("NET_REVENUE") / col("ORDERS")).alias("AVERAGE_ORDER"),
            pl.when(col("NET_REVENUE_BEFORE") > 0)
            .then(100 * (col("NET_REVENUE") / col("NET_REVENUE_BEFORE") - 1))
            .alias("CHANGE_PERCENT"),
        )
        .sort(["NET_REVENUE", "COUNTRY"], descending=[True, False])
        .select(
            *("COUNTRY", "ORDERS", "NET_REVENUE", "NET_REVENUE_BEFORE"),
            *("SHARE_PERCENT", "AVERAGE_ORDER", "CHANGE_PERCENT"),
        )
        .to_dicts()
    )


def geography_cities(asked: Asked) -> Rows:
    return (
        asked.period.filter(STANDS)
        .group_by("CITY", "COUNTRY")
        .agg(col("ORDER_ID").n_unique().alias("ORDERS"), col("NET").sum().round(2).alias("NET_REVENUE"))
        .sort(["NET_REVENUE", "CITY"], descending=[True, False])
        .head(15)
        .to_dicts()
    )


def geography_country_and_category(asked: Asked) -> Rows:
    return (
        asked.period.filter(STANDS)
        .group_by("COUNTRY", "CATEGORY")
        .agg(col("NET").sum().alias("NET_REVENUE"))
        .with_columns((100 * col("NET_REVENUE") / col("NET_REVENUE").sum().over("COUNTRY")).alias("SHARE_PERCENT"))
        .sort("COUNTRY", "CATEGORY")
        .to_dicts()
    )


def geography_kpis(asked: Asked) -> Rows:
    now, before = asked.period.filter(STANDS), asked.before.filter(STANDS)
    place = ["COUNTRY", "CITY"]
    cities, cities_before = now.select(place).n_unique(), before.select(place).n_unique()
    countries, countries_before = now["COUNTRY"].n_unique(), before["COUNTRY"].n_unique()
    markets = now.group_by("COUNTRY").agg(col("NET").sum().round(2)).sort(["NET", "COUNTRY"], descending=[True, False])
    top = markets["COUNTRY"][0]
    elsewhere = total(now.filter(col("COUNTRY") != top), "NET")
    elsewhere_before = total(before.filter(col("COUNTRY") != top), "NET")
    return [
        {
            "COUNTRIES": countries,
            "COUNTRIES_CHANGE": (countries - countries_before or None) if countries_before else None,
            "CITIES": cities,
            "CITIES_CHANGE": (cities - cities_before or None) if cities_before else None,
            "TOP_COUNTRY": top,
            "TOP_SHARE_PERCENT": ratio(markets["NET"][0], total(markets, "NET")),
            "ELSEWHERE_REVENUE": elsewhere,
            "ELSEWHERE_REVENUE_BEFORE": elsewhere_before,
            "ELSEWHERE_REVENUE_CHANGE_PERCENT": change(elsewhere, elsewhere_before),
        }
    ]


def geography_over_time(asked: Asked) -> Rows:
    this_month = asked.today.replace(day=1)
    year = asked.lines.filter(STANDS & (col("SALE_DATE") >= this_month.replace(year=this_month.year - 1)))
    ranked = (
        year.group_by("COUNTRY")
        .agg(col("NET").sum().round(2))
        .sort(["NET", "COUNTRY"], descending=[True, False])
        .with_row_index("MARKET_RANK", offset=1)
        .head(5)
        .drop("NET")
    )
    return (
        year.join(ranked, on="COUNTRY")
        .group_by("MARKET_RANK", "COUNTRY", bucket("MONTH").alias("MONTH"))
        .agg(col("NET").sum().alias("NET_REVENUE"))
        .sort("MARKET_RANK", "MONTH")
        .to_dicts()
    )


MARKETS: dict[str, Recomputation] = {
    "payments/kpis": payments_kpis,
    "payments/methods": payments_methods,
    "payments/by_value": payments_by_value,
    "payments/flows": payments_flows,
    "payments/outcomes": payments_outcomes,
    "payments/over_time": payments_over_time,
    "geography/countries": geography_countries,
    "geography/cities": geography_cities,
    "geography/country_and_category": geography_country_and_category,
    "geography/kpis": geography_kpis,
    "geography/over_time": geography_over_time,
}
