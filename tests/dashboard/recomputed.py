"""The dashboard's numbers once more, from the generator's data set with polars: what the SQL must answer.

Each function takes the order lines of `lines` (with the words of their customer and product), the filters, and
the account's time. Money is exact decimals here and rounded only where the question rounds.
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
    """What a question is asked with: order lines of the chosen country, segment and category."""

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


Rows = list[dict[str, Any]]
Recomputation = Callable[[Asked], Rows]


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


def products_kpis(asked: Asked) -> Rows:
    now, before = asked.period.filter(STANDS), asked.before.filter(STANDS)
    returned = asked.period.filter(col("ORDER_STATUS") == "RETURNED")
    kept = asked.period.filter(col("ORDER_STATUS") != "CANCELLED")
    return [
        {
            "UNITS": total(now, "QUANTITY"),
            "UNITS_BEFORE": total(before, "QUANTITY"),
            "PRODUCTS_SOLD": now["PRODUCT_ID"].n_unique(),
            "PROFIT": total(now, "PROFIT"),
            "MARGIN_PERCENT": ratio(total(now, "PROFIT"), total(now, "NET")),
            "RETURN_PERCENT": ratio(total(returned, "QUANTITY"), total(kept, "QUANTITY")),
            "PRODUCTS_ACTIVE": asked.stock.filter("IS_ACTIVE").height,
        }
    ]


def products_profitability(asked: Asked) -> Rows:
    return (
        asked.period.filter(STANDS)
        .group_by("CATEGORY")
        .agg(
            col("PRODUCT_ID").n_unique().alias("PRODUCTS"),
            col("QUANTITY").sum().alias("UNITS"),
            col("NET").sum().alias("NET_REVENUE"),
            col("PROFIT").sum(),
        )
        .with_columns(
            (100 * col("PROFIT") / col("NET_REVENUE")).alias("MARGIN_PERCENT"),
            (100 * col("PROFIT") / col("PROFIT").sum()).alias("PROFIT_SHARE_PERCENT"),
            (100 * col("NET_REVENUE") / col("NET_REVENUE").sum()).alias("REVENUE_SHARE_PERCENT"),
        )
        .sort("PROFIT", descending=True)
        .to_dicts()
    )


def _by_product(asked: Asked) -> pl.DataFrame:
    return (
        asked.period.filter(STANDS)
        .group_by("PRODUCT_ID", "PRODUCT_NAME", "CATEGORY")
        .agg(
            col("QUANTITY").sum().alias("UNITS"),
            col("NET").sum().round(2).alias("NET_REVENUE"),
            col("PROFIT").sum().round(2),
        )
        .with_columns((100 * col("PROFIT") / col("NET_REVENUE")).alias("MARGIN_PERCENT"))
    )


def products_top_products(asked: Asked) -> Rows:
    return _by_product(asked).sort(["PROFIT", "PRODUCT_ID"], descending=[True, False]).head(15).to_dicts()


def products_catalogue(asked: Asked) -> Rows:
    return _by_product(asked).sort(["NET_REVENUE", "PRODUCT_ID"], descending=[True, False]).head(80).to_dicts()


def products_price_and_volume(asked: Asked) -> Rows:
    return (
        _by_product(asked)
        .with_columns((col("NET_REVENUE") / col("UNITS")).alias("MEAN_PRICE"))
        .drop("NET_REVENUE")
        .sort(["UNITS", "PRODUCT_ID"], descending=[True, False])
        .head(300)
        .to_dicts()
    )


def products_abc(asked: Asked) -> Rows:
    ranked = _by_product(asked).sort(["NET_REVENUE", "PRODUCT_ID"], descending=[True, False])
    reached, whole, rows = 0.0, total(ranked, "NET_REVENUE"), []
    for rank, row in enumerate(ranked.iter_rows(named=True), start=1):
        name = "A" if reached < 0.8 * whole else "B" if reached < 0.95 * whole else "C"
        reached += row["NET_REVENUE"]
        rows.append(
            {
                "REVENUE_RANK": rank,
                "PRODUCT_ID": row["PRODUCT_ID"],
                "CUMULATIVE_PERCENT": 100 * reached / whole,
                "CLASS": name,
            }
        )
    return rows[:300]


def products_category_margins(asked: Asked) -> Rows:
    margin = col("MARGIN_PERCENT")
    return (
        _by_product(asked)
        .group_by("CATEGORY")
        .agg(
            pl.len().alias("PRODUCTS"),
            margin.min().alias("LOWEST"),
            margin.quantile(0.25, "linear").alias("LOWER_QUARTILE"),
            margin.median().alias("MIDDLE"),
            margin.quantile(0.75, "linear").alias("UPPER_QUARTILE"),
            margin.max().alias("HIGHEST"),
        )
        .sort("MIDDLE", descending=True)
        .to_dicts()
    )


def products_returns(asked: Asked) -> Rows:
    delivered = asked.period.filter(col("ORDER_STATUS").is_in(["COMPLETED", "RETURNED"]))
    counted = (
        delivered.group_by("CATEGORY")
        .agg(
            col("QUANTITY").sum().alias("DELIVERED_UNITS"),
            col("QUANTITY").filter(col("ORDER_STATUS") == "RETURNED").sum().alias("RETURNED_UNITS"),
        )
        .with_columns((100 * col("RETURNED_UNITS") / col("DELIVERED_UNITS")).round(1).alias("RETURN_PERCENT"))
    )
    return counted.sort(["RETURN_PERCENT", "CATEGORY"], descending=[True, False]).to_dicts()


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


def inventory_kpis(asked: Asked) -> Rows:
    stock = asked.stock.filter("IS_ACTIVE")
    sold = total(stock, "UNITS_PER_DAY")
    week = stock.filter((col("UNITS_PER_DAY") > 0) & (col("CURRENT_STOCK") < 7 * col("UNITS_PER_DAY")))
    return [
        {
            "STOCK_VALUE": total(stock, "STOCK_VALUE"),
            "UNITS": total(stock, "CURRENT_STOCK"),
            "PRODUCTS": stock.height,
            "LOW_PRODUCTS": stock.filter(col("STOCK_STATUS") == "LOW").height,
            "OUT_WITHIN_A_WEEK": week.height,
            "OPEN_ALERTS": stock.filter(col("STOCK_STATUS") == "LOW").height,
            "DAYS_OF_COVER": None if not sold else float(round(total(stock, "CURRENT_STOCK") / sold)),
        }
    ]


def inventory_alerts(asked: Asked) -> Rows:
    days = col("CURRENT_STOCK") / col("UNITS_PER_DAY")
    needed = (14 * col("UNITS_PER_DAY")).ceil() - col("CURRENT_STOCK")
    return (
        asked.stock.filter(
            col("IS_ACTIVE") & ((col("STOCK_STATUS") == "LOW") | (col("CURRENT_STOCK") < 14 * col("UNITS_PER_DAY")))
        )
        .with_columns(
            pl.when(col("UNITS_PER_DAY") > 0).then(days.round(1)).alias("DAYS_UNTIL_STOCK_OUT"),
            pl.max_horizontal("REORDER_QUANTITY", needed).alias("ORDER_QUANTITY"),
        )
        .with_columns((col("ORDER_QUANTITY") * col("UNIT_COST").cast(pl.Float64)).alias("ORDER_COST"))
        .sort("DAYS_UNTIL_STOCK_OUT", "CURRENT_STOCK", "PRODUCT_ID", nulls_last=True)
        .select("PRODUCT_ID", "CURRENT_STOCK", "STOCK_STATUS", "DAYS_UNTIL_STOCK_OUT", "ORDER_QUANTITY", "ORDER_COST")
        .head(50)
        .to_dicts()
    )


def inventory_status_by_category(asked: Asked) -> Rows:
    order = ["LOW", "MEDIUM", "HEALTHY"]
    counted = (
        asked.stock.filter("IS_ACTIVE")
        .group_by("CATEGORY", "STOCK_STATUS")
        .agg(pl.len().alias("PRODUCTS"), col("STOCK_VALUE").sum())
        .to_dicts()
    )
    return sorted(counted, key=lambda row: (row["CATEGORY"], order.index(row["STOCK_STATUS"])))


def inventory_movements(asked: Asked) -> Rows:
    return (
        asked.dataset.inventory_movements.join(asked.stock.select("PRODUCT_ID"), on="PRODUCT_ID")
        .filter(col("MOVEMENT_DATE") >= asked.start)
        .group_by(bucket(asked.grain, "MOVEMENT_DATE").dt.date().alias("BUCKET"), "MOVEMENT_TYPE")
        .agg(col("QUANTITY").sum().alias("UNITS"), pl.len().alias("MOVEMENTS"))
        .sort("BUCKET", "MOVEMENT_TYPE")
        .to_dicts()
    )


def inventory_stock_over_time(asked: Asked) -> Rows:
    stock = asked.stock
    moved = asked.dataset.inventory_movements.join(stock.select("PRODUCT_ID"), on="PRODUCT_ID")
    rows = []
    for index in range(asked.days):
        day = asked.today - timedelta(days=asked.days - 1 - index)
        until = moved.filter(col("MOVEMENT_DATE").dt.date() <= day)["QUANTITY"].sum()
        rows.append({"FULL_DATE": day, "UNITS_ON_HAND": stock["INITIAL_STOCK"].sum() + until})
    return rows


def payments_kpis(asked: Asked) -> Rows:
    orders = asked.period.group_by("ORDER_ID", "PAYMENT_STATUS", "ORDER_STATUS").agg(col("NET").sum())
    paid = orders.filter(col("PAYMENT_STATUS").is_in(["PAID", "REFUNDED"])).height
    decided = orders.filter(col("PAYMENT_STATUS") != "PENDING").height
    amount = {
        name: total(orders.filter(col("PAYMENT_STATUS") == name), "NET") for name in ("PAID", "REFUNDED", "PENDING")
    }
    return [
        {
            "CAPTURED": amount.get("PAID", 0.0),
            "REFUNDED": amount.get("REFUNDED", 0.0),
            "PENDING": amount.get("PENDING", 0.0),
            "SUCCESS_PERCENT": ratio(paid, decided),
            "CANCELLED_PERCENT": ratio(orders.filter(col("ORDER_STATUS") == "CANCELLED").height, orders.height),
        }
    ]


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
    orders = asked.period.group_by("ORDER_ID", "PAYMENT_STATUS", "ORDER_STATUS").agg(col("NET").sum().round(2))
    limits = [50, 100, 250, 500, 1000]
    step = sum(((col("NET") >= limit).cast(pl.Int64) for limit in limits), pl.lit(1))
    return (
        orders.group_by(step.alias("STEP_ORDER"))
        .agg(
            pl.len().alias("ORDERS"),
            (100 * (col("PAYMENT_STATUS") == "FAILED").mean()).alias("FAILED_PERCENT"),
            (100 * (col("ORDER_STATUS") == "CANCELLED").mean()).alias("CANCELLED_PERCENT"),
        )
        .sort("STEP_ORDER")
        .to_dicts()
    )


def payments_flows(asked: Asked) -> Rows:
    keys = ["PAYMENT_METHOD", "PAYMENT_STATUS", "ORDER_STATUS"]
    return asked.period.group_by(keys).agg(col("ORDER_ID").n_unique().alias("ORDERS")).sort(keys).to_dicts()


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
        .sort(["NET_REVENUE", "COUNTRY"], descending=[True, False])
        .select("COUNTRY", "ORDERS", "NET_REVENUE", "NET_REVENUE_BEFORE")
        .to_dicts()
    )


def geography_cities(asked: Asked) -> Rows:
    return (
        asked.period.filter(STANDS)
        .group_by("CITY", "COUNTRY")
        .agg(col("ORDER_ID").n_unique().alias("ORDERS"), col("NET").sum().round(2).alias("NET_REVENUE"))
        .sort(["NET_REVENUE", "CITY"], descending=[True, False])
        .head(20)
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


RECOMPUTED: dict[str, Recomputation] = {
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
    "products/kpis": products_kpis,
    "products/profitability": products_profitability,
    "products/top_products": products_top_products,
    "products/catalogue": products_catalogue,
    "products/price_and_volume": products_price_and_volume,
    "products/abc": products_abc,
    "products/category_margins": products_category_margins,
    "products/returns": products_returns,
    "trends/kpis": trends_kpis,
    "trends/comparison": trends_comparison,
    "trends/weekday_and_hour": trends_weekday_and_hour,
    "trends/seasonality": trends_seasonality,
    "trends/category_share": trends_category_share,
    "trends/forecast": trends_forecast,
    "inventory/kpis": inventory_kpis,
    "inventory/alerts": inventory_alerts,
    "inventory/status_by_category": inventory_status_by_category,
    "inventory/movements": inventory_movements,
    "inventory/stock_over_time": inventory_stock_over_time,
    "payments/kpis": payments_kpis,
    "payments/methods": payments_methods,
    "payments/by_value": payments_by_value,
    "payments/flows": payments_flows,
    "geography/countries": geography_countries,
    "geography/cities": geography_cities,
    "geography/country_and_category": geography_country_and_category,
}
