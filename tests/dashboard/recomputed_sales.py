"""Sales, customers and trends, recomputed with polars: what each question must answer."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
from polars import col

from tests.dashboard.recomputed import STANDS, Asked, Recomputation, Rows, bucket, midnight, ratio, total


def overview_kpis(asked: Asked) -> Rows:
    now, before = asked.period.filter(STANDS), asked.before.filter(STANDS)
    yesterday = asked.lines.filter(
        STANDS
        & (col("ORDER_DATE") >= midnight(asked.today - timedelta(days=1)))
        & (col("ORDER_DATE") < asked.now - timedelta(days=1))
    )
    return [
        {
            "TODAY_REVENUE": total(now.filter(col("SALE_DATE") == asked.today), "NET"),
            "YESTERDAY_REVENUE": total(yesterday, "NET"),
            "NET_REVENUE": total(now, "NET"),
            "NET_REVENUE_BEFORE": total(before, "NET"),
            "ORDERS": asked.period["ORDER_ID"].n_unique(),
            "ORDERS_BEFORE": asked.before["ORDER_ID"].n_unique(),
            "AVERAGE_ORDER": ratio(total(now, "NET"), now["ORDER_ID"].n_unique(), 1),
            "MARGIN_PERCENT": ratio(total(now, "PROFIT"), total(now, "NET")),
            "MARGIN_PERCENT_BEFORE": ratio(total(before, "PROFIT"), total(before, "NET")),
            "CUSTOMERS": asked.period["CUSTOMER_ID"].n_unique(),
        }
    ]


def overview_revenue_trend(asked: Asked) -> Rows:
    daily = dict(asked.lines.filter(STANDS).group_by("SALE_DATE").agg(col("NET").sum()).iter_rows())
    days = [asked.today - timedelta(days=asked.days - 1 - index) for index in range(asked.days)]
    return [
        {
            "SALE_DATE": day,
            "NET_REVENUE": daily.get(day, 0.0),
            "MEAN_OF_7_DAYS": sum(daily.get(day - timedelta(days=back), 0.0) for back in range(7)) / 7,
        }
        for day in days
    ]


def overview_revenue_and_profit(asked: Asked) -> Rows:
    return (
        asked.period.filter(STANDS)
        .group_by(bucket(asked.grain).alias("BUCKET"))
        .agg(col("NET").sum().alias("NET_REVENUE"), col("COST").sum(), col("PROFIT").sum())
        .with_columns((100 * col("PROFIT") / col("NET_REVENUE")).alias("MARGIN_PERCENT"))
        .sort("BUCKET")
        .to_dicts()
    )


def overview_revenue_by_segment(asked: Asked) -> Rows:
    return (
        asked.period.filter(STANDS)
        .group_by("CUSTOMER_SEGMENT")
        .agg(
            col("CUSTOMER_ID").n_unique().alias("CUSTOMERS"),
            col("ORDER_ID").n_unique().alias("ORDERS"),
            col("NET").sum().alias("NET_REVENUE"),
        )
        .with_columns((100 * col("NET_REVENUE") / col("NET_REVENUE").sum()).alias("SHARE_PERCENT"))
        .sort("NET_REVENUE", descending=True)
        .to_dicts()
    )


def overview_order_status(asked: Asked) -> Rows:
    life = ["PENDING", "PROCESSING", "SHIPPED", "COMPLETED", "RETURNED", "CANCELLED"]
    counted = (
        asked.period.group_by("ORDER_STATUS")
        .agg(col("ORDER_ID").n_unique().alias("ORDERS"), col("NET").sum().alias("ITEMS_AMOUNT"))
        .to_dicts()
    )
    return sorted(counted, key=lambda row: life.index(row["ORDER_STATUS"]))


def overview_revenue_bridge(asked: Asked) -> Rows:
    lines, stands = asked.period, asked.period.filter(STANDS)
    amounts = {
        "Ordered": total(lines, "GROSS"),
        "Discounts": -total(lines, "DISCOUNT"),
        "Cancelled": -total(lines.filter(col("ORDER_STATUS") == "CANCELLED"), "NET"),
        "Returned": -total(lines.filter(col("ORDER_STATUS") == "RETURNED"), "NET"),
        "Net revenue": total(stands, "NET"),
        "Cost": -total(stands, "COST"),
        "Profit": total(stands, "PROFIT"),
    }
    return [{"STEP": step, "AMOUNT": amount} for step, amount in amounts.items()]


def customers_kpis(asked: Asked) -> Rows:
    lines = asked.lines.filter(STANDS)
    now, before = set(asked.period.filter(STANDS)["CUSTOMER_ID"]), set(asked.before.filter(STANDS)["CUSTOMER_ID"])
    each = lines.group_by("CUSTOMER_ID").agg(
        col("ORDER_DATE").min().alias("FIRST"),
        col("ORDER_DATE").max().alias("LAST"),
        col("ORDER_ID").n_unique().alias("ORDERS"),
        col("NET").sum(),
    )
    repeated = each.filter((col("ORDERS") > 1) & col("CUSTOMER_ID").is_in(list(now)))
    return [
        {
            "CUSTOMERS": len(now),
            "CUSTOMERS_BEFORE": len(before),
            "NEW_CUSTOMERS": each.filter(col("FIRST") >= asked.start).height,
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
        )
        .sort("COMPLETED_REVENUE", descending=True)
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


def trends_kpis(asked: Asked) -> Rows:
    now, before = asked.period.filter(STANDS), asked.before.filter(STANDS)
    lines = asked.lines.filter(STANDS)
    week = lines.filter(col("SALE_DATE") >= asked.today - timedelta(days=6))
    week_before = lines.filter(
        (col("SALE_DATE") >= asked.today - timedelta(days=13)) & (col("ORDER_DATE") < asked.now - timedelta(days=7))
    )
    hours = now.group_by(col("ORDER_DATE").dt.hour().alias("HOUR")).agg(col("ORDER_ID").n_unique())
    busiest = hours.sort(["ORDER_ID", "HOUR"], descending=[True, False])["HOUR"]
    return [
        {
            "NET_REVENUE": total(now, "NET"),
            "NET_REVENUE_BEFORE": total(before, "NET"),
            "WEEK_REVENUE": total(week, "NET"),
            "WEEK_REVENUE_BEFORE": total(week_before, "NET"),
            "REVENUE_PER_DAY": total(now, "NET") / asked.days,
            "BEST_HOUR": busiest[0] if len(busiest) else None,
        }
    ]


def trends_comparison(asked: Asked) -> Rows:
    daily = dict(asked.lines.filter(STANDS).group_by("SALE_DATE").agg(col("NET").sum()).iter_rows())
    rows = []
    for span, shift in (("BEFORE", asked.days), ("NOW", 0)):
        reached = 0.0
        for number in range(asked.days):
            day = asked.today - timedelta(days=asked.days - 1 - number + shift)
            reached += daily.get(day, 0.0)
            rows.append({"SPAN": span, "DAY_OF_PERIOD": number + 1, "FULL_DATE": day, "REACHED": reached})
    first = date(asked.today.year, asked.today.month, asked.today.day) - timedelta(days=740)
    return [row for row in rows if row["FULL_DATE"] >= first]  # type: ignore[operator]


def trends_weekday_and_hour(asked: Asked) -> Rows:
    return (
        asked.period.filter(STANDS)
        .group_by(col("ORDER_DATE").dt.weekday().alias("DAY_OF_WEEK"), col("ORDER_DATE").dt.hour().alias("HOUR_OF_DAY"))
        .agg(col("ORDER_ID").n_unique().alias("ORDERS"), col("NET").sum().alias("NET_REVENUE"))
        .sort("DAY_OF_WEEK", "HOUR_OF_DAY")
        .to_dicts()
    )


def trends_seasonality(asked: Asked) -> Rows:
    return (
        asked.lines.filter(STANDS)
        .group_by(col("SALE_DATE").dt.year().alias("YEAR"), col("SALE_DATE").dt.month().alias("MONTH"))
        .agg(col("NET").sum().alias("NET_REVENUE"), col("ORDER_ID").n_unique().alias("ORDERS"))
        .sort("YEAR", "MONTH")
        .to_dicts()
    )


def trends_category_share(asked: Asked) -> Rows:
    return (
        asked.period.filter(STANDS)
        .group_by(bucket(asked.coarse_grain).alias("BUCKET"), "CATEGORY")
        .agg(col("NET").sum().alias("NET_REVENUE"))
        .with_columns((100 * col("NET_REVENUE") / col("NET_REVENUE").sum().over("BUCKET")).alias("SHARE_PERCENT"))
        .sort("BUCKET", "CATEGORY")
        .to_dicts()
    )


def trends_forecast(asked: Asked) -> Rows:
    """The same model, written down independently with numpy."""
    import numpy as np

    daily = dict(asked.lines.filter(STANDS).group_by("SALE_DATE").agg(col("NET").sum()).iter_rows())
    x = np.arange(-182, 28)
    days = [asked.today + timedelta(days=int(step)) for step in x]
    weekday = np.array([day.isoweekday() for day in days])
    past = x < 0
    y = np.array([daily.get(day, 0.0) for day in days])
    habits = {number: y[past & (weekday == number)].mean() / y[past].mean() for number in range(1, 8)}
    habit = np.array([habits[number] for number in weekday])
    slope, level = np.polyfit(x[past], y[past] / habit[past], 1)
    expected = (level + slope * x) * habit
    deviation = np.std(y[past] - expected[past], ddof=1)
    return [
        {
            "FULL_DATE": day,
            "NET_REVENUE": None if step >= 0 else value,
            "FORECAST": max(0.0, fit) if step >= 0 else None,
            "FORECAST_LOW": max(0.0, fit - 1.28 * deviation) if step >= 0 else None,
            "FORECAST_HIGH": max(0.0, fit + 1.28 * deviation) if step >= 0 else None,
        }
        for day, step, value, fit in zip(days, x, y, expected, strict=True)
        if step >= -56
    ]


SALES: dict[str, Recomputation] = {
    "overview/kpis": overview_kpis,
    "overview/revenue_trend": overview_revenue_trend,
    "overview/revenue_and_profit": overview_revenue_and_profit,
    "overview/revenue_by_segment": overview_revenue_by_segment,
    "overview/order_status": overview_order_status,
    "overview/revenue_bridge": overview_revenue_bridge,
    "customers/kpis": customers_kpis,
    "customers/segments": customers_segments,
    "customers/top_customers": customers_top_customers,
    "customers/cohorts": customers_cohorts,
    "customers/recency_frequency": customers_recency_frequency,
    "customers/new_and_returning": customers_new_and_returning,
    "trends/kpis": trends_kpis,
    "trends/comparison": trends_comparison,
    "trends/weekday_and_hour": trends_weekday_and_hour,
    "trends/seasonality": trends_seasonality,
    "trends/category_share": trends_category_share,
    "trends/forecast": trends_forecast,
}
