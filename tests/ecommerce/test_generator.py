"""The generated history: counts, reproducibility, integrity and the business facts, measured with polars."""

from __future__ import annotations

from datetime import datetime, timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from ecomsim.ecommerce.generator import SCHEMAS, Dataset, generate
from ecomsim.ecommerce.generator.dataset import HISTORY_DAYS, Counts
from ecomsim.ecommerce.generator.season import black_friday, expected_orders
from ecomsim.ecommerce.project_files import project_dir

TODAY = datetime(2026, 7, 15, 14, 30, 5)
SEEDS = (42, 1, 7)


@pytest.fixture(scope="module", params=SEEDS)
def shop(request: pytest.FixtureRequest) -> Dataset:
    return generate(seed=request.param, today=TODAY)


@pytest.fixture(scope="module", params=[0.01, 0.1, 3])
def other_size(request: pytest.FixtureRequest) -> tuple[float, Dataset]:
    return request.param, generate(scale=request.param, today=TODAY)


def lines(shop: Dataset) -> pl.DataFrame:
    """Items with their order, customer and product; REVENUE and COST as floats."""
    return (
        shop.order_items.join(shop.orders.drop("CREATED_AT", "UPDATED_AT"), on="ORDER_ID")
        .join(shop.customers.select("CUSTOMER_ID", "CUSTOMER_SEGMENT"), on="CUSTOMER_ID")
        .join(shop.products.select("PRODUCT_ID", "PRODUCT_NAME", "CATEGORY"), on="PRODUCT_ID")
        .with_columns(
            REVENUE=pl.col("LINE_TOTAL").cast(pl.Float64),
            COST=pl.col("QUANTITY") * pl.col("UNIT_COST").cast(pl.Float64),
        )
    )


def completed(shop: Dataset) -> pl.DataFrame:
    return lines(shop).filter(pl.col("ORDER_STATUS") == "COMPLETED")


def margin(frame: pl.DataFrame) -> float:
    return 1 - frame["COST"].sum() / frame["REVENUE"].sum()


def stock(shop: Dataset) -> pl.DataFrame:
    moved = shop.inventory_movements.group_by("PRODUCT_ID").agg(MOVED=pl.col("QUANTITY").sum())
    return shop.products.join(moved, on="PRODUCT_ID", how="left").with_columns(
        STOCK=pl.col("INITIAL_STOCK") + pl.col("MOVED").fill_null(0)
    )


def check_integrity(shop: Dataset) -> None:
    """Schemas, keys, references, amounts and dates, at any scale."""
    for table, frame in shop.tables().items():
        assert dict(frame.schema) == SCHEMAS[table]
        key = frame.columns[0]
        assert frame[key].to_list() == list(range(1, frame.height + 1)), table
    for table, nullable in {
        "CUSTOMERS": set[str](),
        "PRODUCTS": set[str](),
        "ORDERS": set[str](),
        "ORDER_ITEMS": set[str](),
        "INVENTORY_MOVEMENTS": {"REFERENCE_ID", "NOTES"},
    }.items():
        nulls = {c for c in SCHEMAS[table] if shop.tables()[table][c].null_count()}
        assert nulls <= nullable, table
    orders, items = shop.orders, shop.order_items
    assert orders["CUSTOMER_ID"].is_in(shop.customers["CUSTOMER_ID"].to_list()).all()
    assert items["PRODUCT_ID"].is_in(shop.products["PRODUCT_ID"].to_list()).all()
    assert items["ORDER_ID"].unique().len() == orders.height == orders["ORDER_ID"].max()
    assert not items.select("ORDER_ID", "PRODUCT_ID").is_duplicated().any()
    check_amounts(shop)
    check_movements(shop)


def check_amounts(shop: Dataset) -> None:
    items = shop.order_items
    for frame in (shop.products, items):
        assert (frame["UNIT_PRICE"] > frame["UNIT_COST"]).all()
        assert (frame["UNIT_COST"] > 0).all()
    assert (items["QUANTITY"] >= 1).all()
    assert items["DISCOUNT_PERCENT"].cast(pl.Float64).is_between(0, 100).all()
    in_cents = {c: (pl.col(c).cast(pl.Float64) * 100).round().cast(pl.Int64) for c in ("UNIT_PRICE", "LINE_TOTAL")}
    gross = pl.col("QUANTITY") * in_cents["UNIT_PRICE"] * (100 - pl.col("DISCOUNT_PERCENT").cast(pl.Int64))
    assert items.select(((gross + 50) // 100 == in_cents["LINE_TOTAL"]).all()).item()
    totals = items.group_by("ORDER_ID").agg(pl.col("LINE_TOTAL").sum()).join(shop.orders, on="ORDER_ID")
    assert (totals["LINE_TOTAL"] + totals["SHIPPING_COST"] == totals["TOTAL_AMOUNT"]).all()
    assert (shop.orders["SHIPPING_COST"] >= 0).all()


def check_movements(shop: Dataset) -> None:
    moves = shop.inventory_movements
    assert moves["PRODUCT_ID"].is_in(shop.products["PRODUCT_ID"].to_list()).all()
    assert moves["MOVEMENT_DATE"].is_sorted()
    assert (moves["QUANTITY"] != 0).all()
    of_order = moves["MOVEMENT_TYPE"].is_in(["SALE", "RETURN"])
    assert (moves["REFERENCE_ID"].is_not_null() == of_order).all()
    sold = moves.filter(pl.col("MOVEMENT_TYPE") == "SALE").join(
        shop.order_items.rename({"QUANTITY": "ORDERED"}),
        left_on=["REFERENCE_ID", "PRODUCT_ID"],
        right_on=["ORDER_ID", "PRODUCT_ID"],
    )
    assert sold.height == (moves["MOVEMENT_TYPE"] == "SALE").sum()
    assert (sold["QUANTITY"] == -sold["ORDERED"]).all()
    assert (sold["MOVEMENT_DATE"] == sold["CREATED_AT"]).all()
    back = moves.filter(pl.col("MOVEMENT_TYPE") == "RETURN").join(
        shop.orders, left_on="REFERENCE_ID", right_on="ORDER_ID"
    )
    assert back["ORDER_STATUS"].is_in(["CANCELLED", "RETURNED"]).all()
    running = moves.join(shop.products, on="PRODUCT_ID").with_columns(
        STOCK=pl.col("INITIAL_STOCK") + pl.col("QUANTITY").cum_sum().over("PRODUCT_ID")
    )
    assert (running["STOCK"] >= 0).all()


def check_dates(shop: Dataset, today: datetime) -> None:
    orders, customers = shop.orders, shop.customers
    assert orders["ORDER_DATE"].is_sorted()
    assert orders["ORDER_DATE"].max() <= today
    assert orders["ORDER_DATE"].max().date() == today.date()
    assert orders["ORDER_DATE"].min().date() > today.date() - timedelta(days=HISTORY_DAYS)
    for frame in (orders, customers, shop.products):
        assert (frame["UPDATED_AT"] >= frame["CREATED_AT"]).all()
        assert (frame["UPDATED_AT"] <= today).all()
    assert shop.inventory_movements["MOVEMENT_DATE"].max() <= today
    joined = orders.join(customers, on="CUSTOMER_ID", suffix="_CUSTOMER")
    assert (joined["ORDER_DATE"] >= joined["CREATED_AT_CUSTOMER"]).all()


def test_counts_at_scale_one(shop: Dataset) -> None:
    heights = {table: frame.height for table, frame in shop.tables().items()}
    assert heights == {
        "CUSTOMERS": 103,
        "PRODUCTS": 200,
        "ORDERS": 5003,
        "ORDER_ITEMS": 15008,
        "INVENTORY_MOVEMENTS": 10004,
    }
    assert shop.customers["COUNTRY"].n_unique() == 10
    assert shop.customers["EMAIL"].n_unique() == 103
    assert shop.products["PRODUCT_NAME"].n_unique() == 200
    categories = shop.products["CATEGORY"].value_counts()
    assert sorted(categories["count"].to_list()) == [40] * 5


def test_integrity_at_scale_one(shop: Dataset) -> None:
    check_integrity(shop)
    check_dates(shop, TODAY)


def test_integrity_at_other_scales(other_size: tuple[float, Dataset]) -> None:
    scale, shop = other_size
    assert shop.orders.height == round(5003 * scale)
    assert shop.order_items.height == round(15008 * scale)
    assert shop.inventory_movements.height == round(10004 * scale)
    assert shop.customers.height == (103 if scale < 1 else round(103 * scale))
    assert shop.products["PRODUCT_NAME"].n_unique() == shop.products.height == Counts.at(scale).products
    check_integrity(shop)
    check_dates(shop, TODAY)


@pytest.mark.parametrize(
    "today",
    [datetime(2026, 1, 1), datetime(2026, 11, 23, 1, 5), datetime(2028, 2, 29, 23, 59, 59, 999999)],
    ids=["midnight", "early", "last moment of a leap day"],
)
def test_any_now(today: datetime) -> None:
    shop = generate(scale=0.2, today=today)
    check_integrity(shop)
    check_dates(shop, today)


def test_same_arguments_same_rows() -> None:
    one, two = (generate(scale=0.3, seed=5, today=TODAY) for _ in range(2))
    for table, frame in one.tables().items():
        assert_frame_equal(frame, two.tables()[table])


def test_another_seed_other_rows() -> None:
    one, two = (generate(scale=0.3, seed=seed, today=TODAY) for seed in (5, 6))
    for table, frame in one.tables().items():
        assert not frame.equals(two.tables()[table]), table


@pytest.mark.parametrize("scale", [0, -1, float("nan"), float("inf")])
def test_scale_must_be_positive(scale: float) -> None:
    with pytest.raises(ValueError, match="scale must be a positive number"):
        generate(scale=scale, today=TODAY)


def test_now_must_be_naive() -> None:
    with pytest.raises(ValueError, match="naive"):
        generate(today=TODAY.astimezone())


def test_margins(shop: Dataset) -> None:
    sales = completed(shop)
    name = pl.col("PRODUCT_NAME")
    assert 0.32 <= margin(sales) <= 0.34
    assert margin(sales.filter(name.str.starts_with("USB Flash Drive"))) == pytest.approx(0.50, abs=0.02)
    consoles = sales.filter((pl.col("CATEGORY") == "Gaming") & name.str.contains(r"Console( |$)"))
    consoles = consoles.filter(~name.str.contains("Stand"))
    assert margin(consoles) == pytest.approx(0.15, abs=0.015)
    assert margin(sales.filter(pl.col("CATEGORY") == "Accessories")) == pytest.approx(0.50, abs=0.02)


def test_segments(shop: Dataset) -> None:
    heads = dict(shop.customers["CUSTOMER_SEGMENT"].value_counts().iter_rows())
    assert heads == {"PREMIUM": 32, "STANDARD": 58, "BASIC": 13}
    by_segment = completed(shop).group_by("CUSTOMER_SEGMENT").agg(pl.col("REVENUE").sum())
    revenue = dict(by_segment.iter_rows())
    assert revenue["PREMIUM"] / sum(revenue.values()) > 0.5
    per_head = {segment: revenue[segment] / heads[segment] for segment in heads}
    assert 2.6 <= per_head["PREMIUM"] / per_head["STANDARD"] <= 3.4
    assert per_head["BASIC"] < per_head["STANDARD"]


@pytest.mark.parametrize(
    ("name", "units", "per_day"), [("Wireless Mouse", 8, 5), ("USB-C Cable", 12, 3), ("Phone Case", 18, 2)]
)
def test_products_about_to_run_out(shop: Dataset, name: str, units: int, per_day: int) -> None:
    product = stock(shop).filter(pl.col("PRODUCT_NAME") == name).row(0, named=True)
    assert product["STOCK"] == units
    assert units <= product["REORDER_POINT"]
    recent = lines(shop).filter((pl.col("PRODUCT_NAME") == name) & (pl.col("ORDER_DATE") > TODAY - timedelta(days=30)))
    assert recent["QUANTITY"].sum() / 30 == pytest.approx(per_day, rel=0.1)
    moved = shop.inventory_movements.filter(
        (pl.col("PRODUCT_ID") == product["PRODUCT_ID"])
        & (pl.col("MOVEMENT_TYPE") == "SALE")
        & (pl.col("MOVEMENT_DATE") > TODAY - timedelta(days=30))
    )
    assert -moved["QUANTITY"].sum() == recent["QUANTITY"].sum()


def test_stock_levels_are_mixed(shop: Dataset) -> None:
    active = stock(shop).filter(pl.col("IS_ACTIVE"))
    level = active.select(
        LOW=(pl.col("STOCK") <= pl.col("REORDER_POINT")).mean(),
        HEALTHY=(pl.col("STOCK") > 2 * pl.col("REORDER_POINT")).mean(),
    ).row(0, named=True)
    assert 0.04 <= level["LOW"] <= 0.2
    assert 0.45 <= level["HEALTHY"] <= 0.8
    assert 1 - level["LOW"] - level["HEALTHY"] >= 0.15
    kinds = shop.inventory_movements["MOVEMENT_TYPE"].unique().sort().to_list()
    assert kinds == ["ADJUSTMENT", "DAMAGE", "RESTOCK", "RETURN", "SALE"]


def test_statuses_fit_ages(shop: Dataset) -> None:
    age = (pl.lit(TODAY) - pl.col("ORDER_DATE")).dt.total_hours() / 24
    old = shop.orders.filter(age > 30)
    assert set(old["ORDER_STATUS"].unique()) == {"COMPLETED", "CANCELLED", "RETURNED"}
    shares = dict(old["ORDER_STATUS"].value_counts(normalize=True).iter_rows())
    assert 0.85 <= shares["COMPLETED"] <= 0.92
    assert 0.04 <= shares["CANCELLED"] <= 0.08
    assert 0.03 <= shares["RETURNED"] <= 0.075
    assert set(shop.orders.filter(age < 0.25)["ORDER_STATUS"].unique()) <= {
        "PENDING",
        "PROCESSING",
        "CANCELLED",
    }
    assert {"PENDING", "PROCESSING", "SHIPPED"} <= set(shop.orders.filter(age < 7)["ORDER_STATUS"].unique())


def test_payments(shop: Dataset) -> None:
    statuses = {
        status: set(group["PAYMENT_STATUS"].unique()) for (status,), group in shop.orders.group_by("ORDER_STATUS")
    }
    assert statuses["COMPLETED"] == {"PAID"}
    assert statuses["RETURNED"] == {"REFUNDED"}
    assert statuses["CANCELLED"] == {"FAILED", "REFUNDED"}
    methods = dict(shop.orders["PAYMENT_METHOD"].value_counts(normalize=True).iter_rows())
    assert sorted(methods, key=lambda method: -methods[method]) == [
        "CREDIT_CARD",
        "PAYPAL",
        "DEBIT_CARD",
        "APPLE_PAY",
        "BANK_TRANSFER",
    ]


def test_growth_seasons_and_hours(shop: Dataset) -> None:
    day = pl.col("ORDER_DATE").dt
    first_half = shop.orders.filter(pl.col("ORDER_DATE") < TODAY - timedelta(days=365)).height
    assert shop.orders.height - first_half > 1.2 * first_half
    by_month = dict(shop.orders.group_by(day.month().alias("M")).len().iter_rows())
    assert by_month[12] > by_month[2]
    assert by_month[11] > by_month[2]
    weekend = shop.orders.filter(day.weekday() >= 6).height / 2
    assert weekend > shop.orders.filter(day.weekday() < 5).height / 5
    night = shop.orders.filter(day.hour().is_between(2, 5)).height
    evening = shop.orders.filter(day.hour().is_between(18, 21)).height
    assert evening > 10 * night
    repeat = shop.orders["CUSTOMER_ID"].value_counts()
    assert (repeat["count"] > 1).mean() > 0.9


def test_cities_lie_in_their_countries(shop: Dataset) -> None:
    cities = pl.read_csv(project_dir("data") / "cities.csv")
    placed = shop.customers.join(
        cities, left_on=["COUNTRY_CODE", "CITY"], right_on=["country_code", "city"], how="anti"
    )
    assert placed.is_empty()
    codes = shop.customers.select("COUNTRY", "COUNTRY_CODE").unique()
    shipped = shop.orders.join(codes, left_on="SHIPPING_COUNTRY", right_on="COUNTRY").join(
        cities, left_on=["COUNTRY_CODE", "SHIPPING_CITY"], right_on=["country_code", "city"], how="semi"
    )
    assert shipped.height == shop.orders.height


def test_discontinued_products_no_longer_sell(shop: Dataset) -> None:
    gone = shop.products.filter(~pl.col("IS_ACTIVE"))
    assert gone.height == 6
    sales = shop.order_items.join(gone.select("PRODUCT_ID", "UPDATED_AT"), on="PRODUCT_ID")
    assert sales.height > 0
    assert (sales["CREATED_AT"] <= sales["UPDATED_AT"] + timedelta(seconds=1)).all()


def test_black_friday_follows_the_fourth_thursday() -> None:
    assert [black_friday(year).isoformat() for year in (2024, 2025, 2026)] == [
        "2024-11-29",
        "2025-11-28",
        "2026-11-27",
    ]


def test_expected_orders_add_up() -> None:
    start, middle, end = datetime(2026, 3, 3, 22, 10), datetime(2026, 3, 5, 7), datetime(2026, 3, 6, 9, 30)
    whole = expected_orders(start, end, orders_per_day=10)
    parts = expected_orders(start, middle, orders_per_day=10) + expected_orders(middle, end, orders_per_day=10)
    assert whole == pytest.approx(parts)
    with pytest.raises(ValueError, match="before it starts"):
        expected_orders(end, start, orders_per_day=10)
