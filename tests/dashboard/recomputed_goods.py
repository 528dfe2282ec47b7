"""Products, stock, payments and places, recomputed with polars: what each question must answer."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
from polars import col

from tests.dashboard.recomputed import STANDS, Asked, Recomputation, Rows, bucket, ratio, total


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


GOODS: dict[str, Recomputation] = {
    "products/kpis": products_kpis,
    "products/profitability": products_profitability,
    "products/top_products": products_top_products,
    "products/catalogue": products_catalogue,
    "products/price_and_volume": products_price_and_volume,
    "products/abc": products_abc,
    "products/category_margins": products_category_margins,
    "products/returns": products_returns,
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
