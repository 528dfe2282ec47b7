"""Customers, recomputed with polars: what each question must answer."""

from __future__ import annotations

import math
from datetime import timedelta

import polars as pl
from polars import col

from tests.dashboard.recomputed import STANDS, Asked, Recomputation, Rows, bucket, change, midnight, ratio, total


def customers_kpis(asked: Asked) -> Rows:
    lines = asked.lines.filter(STANDS)
    now, before = set(asked.period.filter(STANDS)["CUSTOMER_ID"]), set(asked.before.filter(STANDS)["CUSTOMER_ID"])
    each = lines.group_by("CUSTOMER_ID").agg(
        col("ORDER_DATE").min().alias("FIRST"),
        col("ORDER_DATE").max().alias("LAST"),
        col("ORDER_ID").n_unique().alias("ORDERS"),
        col("NET").sum(),
    )
    fresh = each.filter(col("FIRST") >= asked.start).height
    first = midnight(asked.today - timedelta(days=2 * asked.days - 1))
    fresh_before = each.filter((col("FIRST") >= first) & (col("FIRST") < asked.now - timedelta(days=asked.days))).height
    repeated = each.filter((col("ORDERS") > 1) & col("CUSTOMER_ID").is_in(list(now)))
    return [
        {
            "CUSTOMERS": len(now),
            "CUSTOMERS_BEFORE": len(before),
            "CUSTOMERS_CHANGE_PERCENT": change(len(now), len(before)),
            "NEW_CUSTOMERS": fresh,
            "NEW_CUSTOMERS_BEFORE": fresh_before,
            "NEW_CUSTOMERS_CHANGE_PERCENT": change(fresh, fresh_before),
            "REPEAT_PERCENT": ratio(repeated.height, len(now)),
            "LIFETIME_VALUE": each["NET"].mean(),
            "GONE_QUIET": each.filter((col("ORDERS") >= 3) & (col("LAST") < asked.now - timedelta(days=120))).height,
        }
    ]


def customers_segments(asked: Asked) -> Rows:
    return (
        asked.period.filter(col("ORDER_STATUS") == "COMPLETED")
        .group_by("CUSTOMER_SEGMENT")
        .agg(
            col("CUSTOMER_ID").n_unique().alias("CUSTOMERS"),
            col("ORDER_ID").n_unique().alias("ORDERS"),
            col("NET").sum().alias("COMPLETED_REVENUE"),
            (100 * col("PROFIT").sum() / col("NET").sum()).alias("MARGIN_PERCENT"),
        )
        .with_columns(
            (100 * col("COMPLETED_REVENUE") / col("COMPLETED_REVENUE").sum()).alias("SHARE_PERCENT"),
            (100 * col("CUSTOMERS") / col("CUSTOMERS").sum()).alias("CUSTOMERS_PERCENT"),
            (col("COMPLETED_REVENUE") / col("CUSTOMERS")).alias("REVENUE_PER_CUSTOMER"),
            (col("COMPLETED_REVENUE") / col("ORDERS")).alias("AVERAGE_ORDER"),
            col("CUSTOMERS").sum().alias("ALL_CUSTOMERS"),
        )
        .sort("COMPLETED_REVENUE", descending=True)
        .with_columns(
            (col("REVENUE_PER_CUSTOMER") / col("REVENUE_PER_CUSTOMER").shift(-1)).alias("TIMES_THE_NEXT"),
            (col("SHARE_PERCENT").round(1) > 1.3 * col("CUSTOMERS_PERCENT").round(1)).alias("IS_CONCENTRATED"),
        )
        .to_dicts()
    )


def customers_top_customers(asked: Asked) -> Rows:
    return (
        asked.period.filter(STANDS)
        .group_by("CUSTOMER_ID", "CUSTOMER_SEGMENT", "COUNTRY")
        .agg(
            col("ORDER_ID").n_unique().alias("ORDERS"),
            col("NET").sum().round(2).alias("NET_REVENUE"),
            col("PROFIT").sum(),
        )
        .sort(["NET_REVENUE", "CUSTOMER_ID"], descending=[True, False])
        .head(15)
        .to_dicts()
    )


def customers_cohorts(asked: Asked) -> Rows:
    orders = (
        asked.lines.filter(col("ORDER_STATUS") != "CANCELLED")
        .select("CUSTOMER_ID", bucket("QUARTER").alias("QUARTER"))
        .unique()
    )
    cohorts = orders.group_by("CUSTOMER_ID").agg(col("QUARTER").min().alias("COHORT"))
    sizes = cohorts.group_by("COHORT").agg(pl.len().alias("COHORT_SIZE"))
    number = col("QUARTER").dt.year() * 4 + col("QUARTER").dt.quarter()
    first = col("COHORT").dt.year() * 4 + col("COHORT").dt.quarter()
    return (
        orders.join(cohorts, on="CUSTOMER_ID")
        .group_by("COHORT", (number - first).alias("QUARTERS_LATER"))
        .agg(pl.len().alias("CUSTOMERS"))
        .join(sizes, on="COHORT")
        .with_columns((100 * col("CUSTOMERS") / col("COHORT_SIZE")).alias("RETAINED_PERCENT"))
        .sort("COHORT", "QUARTERS_LATER")
        .to_dicts()
    )


def customers_recency_frequency(asked: Asked) -> Rows:
    return (
        asked.lines.filter(STANDS)
        .group_by("CUSTOMER_ID")
        .agg(
            (pl.lit(asked.today) - col("SALE_DATE").max()).dt.total_days().alias("DAYS_SINCE_LAST_ORDER"),
            col("ORDER_ID").n_unique().alias("ORDERS"),
            col("NET").sum().round(2).alias("NET_REVENUE"),
        )
        .sort(["NET_REVENUE", "CUSTOMER_ID"], descending=[True, False])
        .head(400)
        .to_dicts()
    )


def customers_new_and_returning(asked: Asked) -> Rows:
    lines = asked.lines.filter(col("ORDER_STATUS") != "CANCELLED")
    firsts = lines.group_by("CUSTOMER_ID").agg(col("SALE_DATE").min().alias("FIRST"))
    return (
        lines.filter(col("ORDER_DATE") >= asked.start)
        .join(firsts, on="CUSTOMER_ID")
        .with_columns(bucket(asked.grain).alias("BUCKET"), bucket(asked.grain, "FIRST").alias("FIRST"))
        .group_by("BUCKET")
        .agg(
            col("CUSTOMER_ID").filter(col("FIRST") == col("BUCKET")).n_unique().alias("NEW_CUSTOMERS"),
            col("CUSTOMER_ID").filter(col("FIRST") < col("BUCKET")).n_unique().alias("RETURNING_CUSTOMERS"),
        )
        .sort("BUCKET")
        .to_dicts()
    )


def customers_lifetime_value(asked: Asked) -> Rows:
    worth = asked.lines.filter(STANDS).group_by("CUSTOMER_ID", "CUSTOMER_SEGMENT").agg(col("NET").sum().round(2))
    step = max(100, 100 * math.ceil(worth["NET"].max() / 2000))  # type: ignore[operator]
    return (
        worth.group_by(((col("NET") / step).floor() * step).alias("VALUE_FROM"), "CUSTOMER_SEGMENT")
        .agg(pl.len().alias("CUSTOMERS"))
        .with_columns((col("VALUE_FROM") + step).alias("VALUE_TO"))
        .sort("VALUE_FROM", "CUSTOMER_SEGMENT")
        .to_dicts()
    )


def customers_history(asked: Asked) -> Rows:
    """Of the customer 1: nothing has changed since the shop was loaded, so there is one version."""
    own = asked.every_line.filter(col("CUSTOMER_ID") == 1)
    (person,) = asked.dataset.customers.filter(col("CUSTOMER_ID") == 1).to_dicts()
    copied = {name: person[name] for name in ("CUSTOMER_SEGMENT", "CITY", "COUNTRY", "EMAIL")}
    return [
        copied
        | {
            "IS_CURRENT": True,
            "END_DATE": None,
            "ORDERS": own["ORDER_ID"].n_unique(),
            "NET_REVENUE": total(own.filter(STANDS), "NET"),
        }
    ]


CUSTOMERS: dict[str, Recomputation] = {
    "customers/kpis": customers_kpis,
    "customers/segments": customers_segments,
    "customers/top_customers": customers_top_customers,
    "customers/cohorts": customers_cohorts,
    "customers/recency_frequency": customers_recency_frequency,
    "customers/new_and_returning": customers_new_and_returning,
    "customers/lifetime_value": customers_lifetime_value,
    "customers/history": customers_history,
}
