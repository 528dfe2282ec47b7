"""Overview and trends, recomputed with polars: what each question must answer."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
from polars import col

from tests.dashboard.recomputed import (
    STANDS,
    Asked,
    Recomputation,
    Rows,
    bucket,
    change,
    midnight,
    points,
    ratio,
    total,
)


def overview_kpis(asked: Asked) -> Rows:
    now, before = asked.period.filter(STANDS), asked.before.filter(STANDS)
    yesterday = asked.lines.filter(
        STANDS
        & (col("ORDER_DATE") >= midnight(asked.today - timedelta(days=1)))
        & (col("ORDER_DATE") < asked.now - timedelta(days=1))
    )
    revenue, revenue_before = total(now, "NET"), total(before, "NET")
    average = ratio(revenue, now["ORDER_ID"].n_unique(), 1)
    average_before = ratio(revenue_before, before["ORDER_ID"].n_unique(), 1)
    margin, margin_before = ratio(total(now, "PROFIT"), revenue), ratio(total(before, "PROFIT"), revenue_before)
    orders, orders_before = asked.period["ORDER_ID"].n_unique(), asked.before["ORDER_ID"].n_unique()
    people, people_before = asked.period["CUSTOMER_ID"].n_unique(), asked.before["CUSTOMER_ID"].n_unique()
    today = total(now.filter(col("SALE_DATE") == asked.today), "NET")
    return [
        {
            "TODAY_REVENUE": today,
            "YESTERDAY_REVENUE": total(yesterday, "NET"),
            "TODAY_REVENUE_CHANGE_PERCENT": change(today, total(yesterday, "NET")),
            "NET_REVENUE": revenue,
            "NET_REVENUE_BEFORE": revenue_before,
            "NET_REVENUE_CHANGE_PERCENT": change(revenue, revenue_before),
            "ORDERS": orders,
            "ORDERS_BEFORE": orders_before,
            "ORDERS_CHANGE_PERCENT": change(orders, orders_before),
            "AVERAGE_ORDER": average,
            "AVERAGE_ORDER_BEFORE": average_before,
            "AVERAGE_ORDER_CHANGE_PERCENT": change(average, average_before),
            "MARGIN_PERCENT": margin,
            "MARGIN_PERCENT_BEFORE": margin_before,
            "MARGIN_CHANGE_POINTS": points(margin, margin_before),
            "CUSTOMERS": people,
            "CUSTOMERS_BEFORE": people_before,
            "CUSTOMERS_CHANGE_PERCENT": change(people, people_before),
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


def overview_latest_orders(asked: Asked) -> Rows:
    chosen = asked.lines.select("ORDER_ID").unique()
    return (
        asked.every_line.join(chosen, on="ORDER_ID", how="semi")
        .group_by(
            "ORDER_ID", "ORDER_DATE", "CUSTOMER_SEGMENT", "COUNTRY", "ORDER_STATUS", "PAYMENT_METHOD", "TOTAL_AMOUNT"
        )
        .agg(col("QUANTITY").sum().alias("TOTAL_QUANTITY"))
        .with_columns(col("TOTAL_AMOUNT").cast(pl.Float64))
        .sort(["ORDER_DATE", "ORDER_ID"], descending=True)
        .head(12)
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
    per_day = (
        now.group_by("SALE_DATE")
        .agg(col("NET").sum())
        .group_by(col("SALE_DATE").dt.strftime("%a").alias("DAY"))
        .agg(col("NET").mean())
        .sort(["NET", "DAY"], descending=[True, False])["DAY"]
    )
    return [
        {
            "NET_REVENUE": total(now, "NET"),
            "NET_REVENUE_BEFORE": total(before, "NET"),
            "NET_REVENUE_CHANGE_PERCENT": change(total(now, "NET"), total(before, "NET")),
            "WEEK_REVENUE": total(week, "NET"),
            "WEEK_REVENUE_BEFORE": total(week_before, "NET"),
            "WEEK_REVENUE_CHANGE_PERCENT": change(total(week, "NET"), total(week_before, "NET")),
            "REVENUE_PER_DAY": total(now, "NET") / asked.days,
            "BEST_WEEKDAY": per_day[0] if len(per_day) else None,
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
        .with_columns(colours_end(col("ORDERS")).alias("COLOURS_END"))
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
    sold = (
        asked.period.filter(STANDS)
        .group_by(bucket(asked.coarse_grain).alias("BUCKET"), "CATEGORY")
        .agg(col("NET").sum().alias("NET_REVENUE"))
    )
    return (
        sold.select("BUCKET")
        .unique()
        .join(sold.select("CATEGORY").unique(), how="cross")
        .join(sold, on=["BUCKET", "CATEGORY"], how="left")
        .with_columns(col("NET_REVENUE").fill_null(0.0))
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


def trends_growth(asked: Asked) -> Rows:
    """Complete months: not the present one, and the first only when its sales begin with it."""
    months = (
        asked.lines.filter(STANDS)
        .group_by(bucket("MONTH").alias("MONTH"))
        .agg(col("NET").sum().alias("NET_REVENUE"), col("SALE_DATE").min().dt.day().alias("FIRST_DAY"))
        .sort("MONTH")
    )
    complete = months.filter(
        (col("MONTH") < asked.today.replace(day=1)) & ((col("FIRST_DAY") <= 3) | (col("MONTH") > months["MONTH"].min()))
    )
    return (
        complete.with_columns(col("NET_REVENUE").shift(1).alias("NET_REVENUE_BEFORE"))
        .with_columns((100 * (col("NET_REVENUE") / col("NET_REVENUE_BEFORE") - 1)).alias("GROWTH_PERCENT"))
        .drop_nulls("NET_REVENUE_BEFORE")
        .drop("FIRST_DAY")
        .to_dicts()
    )


def trends_calendar(asked: Asked) -> Rows:
    sold = asked.lines.filter(STANDS).group_by("SALE_DATE").agg(col("ORDER_ID").n_unique(), col("NET").sum())
    by_day = {day: (orders, net) for day, orders, net in sold.iter_rows()}
    days = [asked.today - timedelta(days=364 - index) for index in range(365)]
    end = pl.DataFrame({"NET": [by_day.get(day, (0, 0.0))[1] for day in days]}).select(colours_end(col("NET"))).item()
    return [
        {
            "FULL_DATE": day,
            "WEEK": day - timedelta(days=day.weekday()),
            "DAY_OF_WEEK": day.isoweekday(),
            "ORDERS": by_day.get(day, (0, 0.0))[0],
            "NET_REVENUE": by_day.get(day, (0, 0.0))[1],
            "COLOURS_END": end,
        }
        for day in days
    ]


def colours_end(values: pl.Expr) -> pl.Expr:
    """The largest, or half as much again as the 98th percentile."""
    return pl.min_horizontal(values.max(), 1.5 * values.quantile(0.98, interpolation="linear"))


SALES: dict[str, Recomputation] = {
    "overview/kpis": overview_kpis,
    "overview/revenue_trend": overview_revenue_trend,
    "overview/revenue_and_profit": overview_revenue_and_profit,
    "overview/revenue_by_segment": overview_revenue_by_segment,
    "overview/order_status": overview_order_status,
    "overview/revenue_bridge": overview_revenue_bridge,
    "overview/latest_orders": overview_latest_orders,
    "trends/kpis": trends_kpis,
    "trends/comparison": trends_comparison,
    "trends/weekday_and_hour": trends_weekday_and_hour,
    "trends/seasonality": trends_seasonality,
    "trends/category_share": trends_category_share,
    "trends/forecast": trends_forecast,
    "trends/growth": trends_growth,
    "trends/calendar": trends_calendar,
}
