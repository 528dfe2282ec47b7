"""Products and their stock, recomputed with polars: what each question must answer."""

from __future__ import annotations

import math
from collections import Counter
from datetime import timedelta

import polars as pl
from polars import col

from tests.dashboard.recomputed import STANDS, Asked, Recomputation, Rows, bucket, change, points, ratio, total


def products_kpis(asked: Asked) -> Rows:
    now, before = asked.period.filter(STANDS), asked.before.filter(STANDS)
    returned = asked.period.filter(col("ORDER_STATUS") == "RETURNED")
    kept = asked.period.filter(col("ORDER_STATUS") != "CANCELLED")
    returned_before = asked.before.filter(col("ORDER_STATUS") == "RETURNED")
    kept_before = asked.before.filter(col("ORDER_STATUS") != "CANCELLED")
    margin, margin_before = (ratio(total(each, "PROFIT"), total(each, "NET")) for each in (now, before))
    back = ratio(total(returned, "QUANTITY"), total(kept, "QUANTITY"))
    back_before = ratio(total(returned_before, "QUANTITY"), total(kept_before, "QUANTITY"))
    return [
        {
            "UNITS": total(now, "QUANTITY"),
            "UNITS_BEFORE": total(before, "QUANTITY"),
            "UNITS_CHANGE_PERCENT": change(total(now, "QUANTITY"), total(before, "QUANTITY")),
            "PRODUCTS_SOLD": now["PRODUCT_ID"].n_unique(),
            "PRODUCTS_SOLD_CHANGE_PERCENT": change(now["PRODUCT_ID"].n_unique(), before["PRODUCT_ID"].n_unique()),
            "PROFIT": total(now, "PROFIT"),
            "PROFIT_CHANGE_PERCENT": change(total(now, "PROFIT"), total(before, "PROFIT")),
            "MARGIN_PERCENT": margin,
            "MARGIN_PERCENT_BEFORE": margin_before,
            "MARGIN_CHANGE_POINTS": points(margin, margin_before),
            "RETURN_PERCENT": back,
            "RETURN_PERCENT_BEFORE": back_before,
            "RETURN_CHANGE_POINTS": points(back, back_before),
            "PRODUCTS_ACTIVE": asked.stock.filter("IS_ACTIVE").height,
        }
    ]


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


def products_profitability(asked: Asked) -> Rows:
    margin = col("MARGIN_PERCENT").round(1)
    return (
        _by_product(asked)
        .sort(["PROFIT", "PRODUCT_ID"], descending=[True, False])
        .with_columns((col("PROFIT").cum_sum().over("CATEGORY") - col("PROFIT")).alias("BEFORE_IT"))
        .group_by("CATEGORY")
        .agg(
            pl.len().alias("PRODUCTS"),
            col("UNITS").sum(),
            col("NET_REVENUE").sum(),
            (col("BEFORE_IT") < col("PROFIT").sum() / 2).sum().alias("PRODUCTS_FOR_HALF_OF_PROFIT"),
            col("PROFIT").sum(),
        )
        .with_columns(
            (100 * col("PROFIT") / col("NET_REVENUE")).alias("MARGIN_PERCENT"),
            (100 * col("PROFIT") / col("PROFIT").sum()).alias("PROFIT_SHARE_PERCENT"),
            (100 * col("NET_REVENUE") / col("NET_REVENUE").sum()).alias("REVENUE_SHARE_PERCENT"),
        )
        .sort("PROFIT", descending=True)
        .with_columns(
            col("CATEGORY").get(margin.arg_max()).alias("BEST_CATEGORY"),
            margin.max().alias("BEST_MARGIN_PERCENT"),
            col("CATEGORY").get(margin.arg_min()).alias("THINNEST_CATEGORY"),
            margin.min().alias("THINNEST_MARGIN_PERCENT"),
        )
        .to_dicts()
    )


def products_top_products(asked: Asked) -> Rows:
    return _by_product(asked).sort(["PROFIT", "PRODUCT_ID"], descending=[True, False]).head(15).to_dicts()


def products_catalogue(asked: Asked) -> Rows:
    """All, the categories, their products; all but the 80 largest products are one row of their category."""
    sums = [pl.len().alias("PRODUCTS"), *(col(name).sum() for name in ("UNITS", "NET_REVENUE", "PROFIT"))]
    products = _by_product(asked).sort(["NET_REVENUE", "PRODUCT_ID"], descending=[True, False])
    kinds = (
        products.group_by(pl.lit("ALL").alias("TILE")).agg(sums),
        products.group_by(pl.lit("CATEGORY").alias("TILE"), "CATEGORY").agg(sums),
        products.head(80).group_by(pl.lit("PRODUCT").alias("TILE"), "CATEGORY", "PRODUCT_ID", "PRODUCT_NAME").agg(sums),
        products[80:]
        .group_by(pl.lit("PRODUCT").alias("TILE"), "CATEGORY", pl.lit("Other products").alias("PRODUCT_NAME"))
        .agg(sums),
    )
    return (
        pl.concat(kinds, how="diagonal")
        .with_columns(col("NET_REVENUE").round(2), (100 * col("PROFIT") / col("NET_REVENUE")).alias("MARGIN_PERCENT"))
        .sort(
            ["TILE", "NET_REVENUE", "CATEGORY", "PRODUCT_ID"], descending=[False, True, False, False], nulls_last=True
        )
        .to_dicts()
    )


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
                "PRODUCTS_PERCENT": 100 * rank / ranked.height,
                "CLASS": name,
            }
        )
    sizes = Counter(row["CLASS"] for row in rows)
    return [row | {"PRODUCTS_OF_CLASS": sizes[row["CLASS"]]} for row in rows[:300]]


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


def products_articles(asked: Asked) -> Rows:
    """Net of all orders, whatever became of them: it only says which product to begin with."""
    sold = asked.every_line.group_by("PRODUCT_ID").agg(col("NET").sum().round(2).alias("NET_REVENUE"))
    products = asked.dataset.products.select("PRODUCT_ID", "PRODUCT_NAME", "CATEGORY")
    if asked.categories:
        products = products.filter(col("CATEGORY").is_in(asked.categories))
    return (
        products.join(sold, on="PRODUCT_ID", how="left")
        .with_columns(col("NET_REVENUE").fill_null(0.0))
        .sort(["NET_REVENUE", "PRODUCT_ID"], descending=[True, False])
        .head(500)
        .to_dicts()
    )


def products_one_product(asked: Asked) -> Rows:
    """Of the product 1."""
    own = asked.every_line.filter(STANDS & (col("PRODUCT_ID") == 1))
    sold = {
        week: numbers
        for week, *numbers in own.group_by(bucket("WEEK"))
        .agg(col("QUANTITY").sum(), col("NET").sum(), col("PROFIT").sum())
        .iter_rows()
    }
    first = asked.today - timedelta(days=364)
    monday = first - timedelta(days=first.weekday())
    weeks = [monday + timedelta(weeks=index) for index in range((asked.today - monday).days // 7 + 1)]
    return [
        {"WEEK": week, **dict(zip(("UNITS", "NET_REVENUE", "PROFIT"), sold.get(week, (0, 0.0, 0.0)), strict=True))}
        for week in weeks
    ]


def products_one_product_facts(asked: Asked) -> Rows:
    """Of the product 1: nothing has changed since the shop was loaded, so there is one version."""
    (product,) = asked.dataset.products.filter(col("PRODUCT_ID") == 1).to_dicts()
    price, cost = float(product["UNIT_PRICE"]), float(product["UNIT_COST"])
    own = asked.every_line.filter(STANDS & (col("PRODUCT_ID") == 1))
    units, revenue = total(own, "QUANTITY"), total(own, "NET")
    return [
        {
            "UNIT_PRICE": price,
            "UNIT_COST": cost,
            "LIST_MARGIN_PERCENT": 100 * (price - cost) / price,
            "IS_CURRENT": True,
            "UNITS": units,
            "NET_REVENUE": revenue,
            "UNITS_EVER": units,
            "NET_REVENUE_EVER": revenue,
        }
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
    is_urgent = col("DAYS_UNTIL_STOCK_OUT").fill_null(math.inf) < 7
    urgent_cost = pl.when(is_urgent).then(col("ORDER_COST")).otherwise(0.0)
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
        .select(
            *("PRODUCT_ID", "CURRENT_STOCK", "STOCK_STATUS", "UNITS_PER_DAY"),
            *("DAYS_UNTIL_STOCK_OUT", "ORDER_QUANTITY", "ORDER_COST"),
            pl.len().alias("ALERTS"),
            col("ORDER_COST").sum().alias("ALL_ORDER_COST"),
            is_urgent.sum().alias("URGENT"),
            (is_urgent.sum() - is_urgent.cast(pl.Int64)).alias("OTHER_URGENT"),
            (urgent_cost.sum() - urgent_cost).alias("OTHER_URGENT_COST"),
        )
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


def inventory_days_of_cover(asked: Asked) -> Rows:
    rate, stock = col("UNITS_PER_DAY"), col("CURRENT_STOCK")
    longer = sum(((stock >= days * rate).cast(pl.Int64) for days in (7, 14, 30, 90)), pl.lit(1))
    return (
        asked.stock.filter("IS_ACTIVE")
        .group_by(pl.when(rate == 0).then(6).otherwise(longer).alias("STEP_ORDER"))
        .agg(pl.len().alias("PRODUCTS"), col("STOCK_VALUE").sum())
        .sort("STEP_ORDER")
        .to_dicts()
    )


def inventory_stock_levels(asked: Asked) -> Rows:
    return (
        asked.stock.filter(col("IS_ACTIVE") & (col("REORDER_POINT") > 0))
        .sort((col("CURRENT_STOCK") / col("REORDER_POINT")).round(6), "PRODUCT_ID")
        .select("PRODUCT_ID", "PRODUCT_NAME", "CURRENT_STOCK", "REORDER_POINT", "STOCK_STATUS")
        .head(20)
        .to_dicts()
    )


def inventory_turnover(asked: Asked) -> Rows:
    """Stock has no country and no segment: only period and category count."""
    sold = (
        asked.every_line.filter(STANDS & (col("ORDER_DATE") >= asked.start))
        .group_by("CATEGORY")
        .agg(col("COST").sum().alias("COST_OF_SALES"))
    )
    return (
        asked.stock.group_by("CATEGORY")
        .agg(col("STOCK_VALUE").sum())
        .join(sold, on="CATEGORY", how="left")
        .with_columns(col("COST_OF_SALES").fill_null(0.0))
        .with_columns((col("COST_OF_SALES") * 365 / asked.days / col("STOCK_VALUE")).round(2).alias("TURNS_PER_YEAR"))
        .sort(["TURNS_PER_YEAR", "CATEGORY"], descending=[True, False])
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
    "products/articles": products_articles,
    "products/one_product": products_one_product,
    "products/one_product_facts": products_one_product_facts,
    "inventory/kpis": inventory_kpis,
    "inventory/alerts": inventory_alerts,
    "inventory/status_by_category": inventory_status_by_category,
    "inventory/movements": inventory_movements,
    "inventory/stock_over_time": inventory_stock_over_time,
    "inventory/days_of_cover": inventory_days_of_cover,
    "inventory/stock_levels": inventory_stock_levels,
    "inventory/turnover": inventory_turnover,
}
