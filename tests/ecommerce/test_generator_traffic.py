"""Live traffic: deterministic, inside its step, true to stock and to the life of an order."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest

from ecomsim.ecommerce.generator import SCHEMAS, generate, live_orders
from ecomsim.ecommerce.generator.live_orders import new_orders, order_progress
from ecomsim.ecommerce.generator.season import expected_orders
from ecomsim.ecommerce.generator.traffic import Rates, next_batch
from ecomsim.ecommerce.generator.world import (
    RETURN_WINDOW,
    Article,
    Batch,
    LiveOrder,
    NextIds,
    Shopper,
    World,
    after,
    world_of,
)

TODAY = datetime(2026, 7, 15, 14, 30, 5)
STEP = timedelta(minutes=30)
NEXT = {
    "PENDING": {"PROCESSING", "CANCELLED"},
    "PROCESSING": {"SHIPPED", "CANCELLED"},
    "SHIPPED": {"COMPLETED"},
    "COMPLETED": {"RETURNED"},
}


@pytest.fixture(scope="module")
def start() -> World:
    return world_of(generate(scale=0.5, today=TODAY), now=TODAY)


@pytest.fixture(scope="module")
def week(start: World) -> list[tuple[World, Batch, datetime]]:
    """A busy week: per step the world before it, its batch and its end."""
    return run(start, seed=3, steps=7 * 48, rates=Rates().times(8))


def run(world: World, *, seed: int, steps: int, rates: Rates) -> list[tuple[World, Batch, datetime]]:
    rng = np.random.default_rng(seed)
    now, story = TODAY, []
    for _ in range(steps):
        now += STEP
        batch = next_batch(rng, world, now=now, step=STEP, rates=rates)
        story.append((world, batch, now))
        world = after(world, batch, now=now)
    return story


def small_world(*, stock: int = 5, orders: tuple[LiveOrder, ...] = ()) -> World:
    price, cost = Decimal("10.00"), Decimal("6.00")
    return World(
        shoppers=(
            Shopper(
                customer_id=1,
                customer_segment="BASIC",
                city="Berlin",
                country="Germany",
                country_code="DEU",
            ),
        ),
        articles=(
            Article(
                product_id=1,
                unit_price=price,
                unit_cost=cost,
                stock=stock,
                reorder_point=2,
                reorder_quantity=9,
            ),
            Article(
                product_id=2,
                unit_price=price,
                unit_cost=cost,
                stock=50,
                reorder_point=2,
                reorder_quantity=9,
                is_active=False,
            ),
        ),
        orders=orders,
        ids=NextIds(customer=2, order=100, order_item=1000, movement=5000),
    )


def live_order(status: str, payment: str = "PAID") -> LiveOrder:
    return LiveOrder(
        order_id=9,
        order_status=status,
        payment_method="PAYPAL",
        payment_status=payment,
        updated_at=TODAY,
        items=((1, 2),),
    )


def test_same_seed_same_traffic(start: World) -> None:
    rates = Rates().times(5)
    one, two = (run(start, seed=11, steps=20, rates=rates) for _ in range(2))
    assert [batch for _, batch, _ in one] == [batch for _, batch, _ in two]
    other = run(start, seed=12, steps=20, rates=rates)
    assert [batch for _, batch, _ in one] != [batch for _, batch, _ in other]


def test_orders_draw_in_blocks_what_they_would_draw_one_by_one(start: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def changes() -> tuple[list[tuple[object, ...]], float]:
        rng = np.random.default_rng(5)
        drawn = [order_progress(rng, start, now=TODAY + STEP, step=STEP, movement_id=1) for _ in range(3)]
        return drawn, rng.random()

    in_blocks = changes()
    assert any(updates for updates, _ in in_blocks[0])
    for block in (1, 7):
        monkeypatch.setattr(live_orders, "_BLOCK", block)
        assert changes() == in_blocks


def test_everything_happens(week: list[tuple[World, Batch, datetime]]) -> None:
    tables = {table for _, batch, _ in week for table in batch.inserts()}
    assert tables == {"CUSTOMERS", "ORDERS", "ORDER_ITEMS", "INVENTORY_MOVEMENTS"}
    reached = {update.order_status for _, batch, _ in week for update in batch.order_updates}
    assert reached == {"PROCESSING", "SHIPPED", "COMPLETED", "CANCELLED", "RETURNED"}
    kinds = {row[2] for _, batch, _ in week for row in batch.movements}
    assert kinds == {"SALE", "RETURN", "RESTOCK"}
    assert any(batch.price_updates for _, batch, _ in week)
    assert any(batch.customer_updates for _, batch, _ in week)


def test_rows_have_the_tables_columns(week: list[tuple[World, Batch, datetime]]) -> None:
    for _, batch, _ in week:
        for table, rows in batch.inserts().items():
            assert {len(row) for row in rows} == {len(SCHEMAS[table])}


def test_every_moment_lies_in_its_step(week: list[tuple[World, Batch, datetime]]) -> None:
    for _, batch, now in week:
        moments = [
            *(row[11] for row in batch.customers),
            *(row[2] for row in batch.orders),
            *(row[8] for row in batch.order_items),
            *(row[4] for row in batch.movements),
            *(update.updated_at for update in batch.order_updates),
            *(update.updated_at for update in batch.customer_updates),
            *(update.updated_at for update in batch.price_updates),
        ]
        assert all(now - STEP < moment <= now for moment in moments)


def test_keys_go_on_without_gaps(week: list[tuple[World, Batch, datetime]], start: World) -> None:
    for position, first in (
        ("customers", start.ids.customer),
        ("orders", start.ids.order),
        ("order_items", start.ids.order_item),
        ("movements", start.ids.movement),
    ):
        keys = [row[0] for _, batch, _ in week for row in getattr(batch, position)]
        assert keys == list(range(first, first + len(keys))), position


def test_totals_add_up(week: list[tuple[World, Batch, datetime]]) -> None:
    for _, batch, _ in week:
        for row in batch.orders:
            items = [item for item in batch.order_items if item[1] == row[0]]
            assert items
            assert len({item[2] for item in items}) == len(items)
            assert sum((item[7] for item in items), start=row[8]) == row[9]
            for _, _, _, quantity, price, cost, discount, line, _ in items:
                exact = quantity * price * (1 - discount / 100)
                assert abs(line - exact) <= Decimal("0.005")
                assert price > cost


def test_sales_follow_the_items_and_stock_stays_positive(
    week: list[tuple[World, Batch, datetime]],
) -> None:
    for world, batch, now in week:
        sales = [(row[5], row[1], -row[3], row[4]) for row in batch.movements if row[2] == "SALE"]
        assert sales == [(item[1], item[2], item[3], item[8]) for item in batch.order_items]
        assert all(article.stock >= 0 for article in after(world, batch, now=now).articles)


def test_orders_move_one_allowed_step(week: list[tuple[World, Batch, datetime]]) -> None:
    for world, batch, _ in week:
        before = {order.order_id: order for order in world.orders}
        assert len({update.order_id for update in batch.order_updates}) == len(batch.order_updates)
        back = [row for row in batch.movements if row[2] == "RETURN"]
        for update in batch.order_updates:
            order = before[update.order_id]
            assert update.order_status in NEXT[order.order_status]
            assert update.updated_at > order.updated_at
            returned = tuple((row[1], row[3]) for row in back if row[5] == order.order_id)
            closed = update.order_status in ("CANCELLED", "RETURNED")
            assert returned == (order.items if closed else ())
            if closed:
                assert update.payment_status in ("REFUNDED", "FAILED")
            elif update.order_status != "PROCESSING":
                assert update.payment_status == "PAID"


def test_customer_and_price_updates_change_something(week: list[tuple[World, Batch, datetime]]) -> None:
    for world, batch, _ in week:
        shoppers = {shopper.customer_id: shopper for shopper in world.shoppers}
        for move in batch.customer_updates:
            old = shoppers[move.customer_id]
            new_home = (move.city, move.country_code) != (old.city, old.country_code)
            assert new_home != (move.customer_segment != old.customer_segment)
        articles = {article.product_id: article for article in world.articles}
        for price in batch.price_updates:
            assert price.unit_price != articles[price.product_id].unit_price
            assert price.unit_price > price.unit_cost > 0
            assert articles[price.product_id].is_active


def test_restocks_only_where_the_reorder_point_is_reached(
    week: list[tuple[World, Batch, datetime]],
) -> None:
    for world, batch, _ in week:
        articles = {article.product_id: article for article in world.articles}
        for _, product_id, kind, quantity, _, reference, _ in batch.movements:
            if kind == "RESTOCK":
                assert articles[product_id].stock <= articles[product_id].reorder_point
                assert (quantity, reference) == (articles[product_id].reorder_quantity, None)


def test_orders_come_at_the_rate_of_the_season(week: list[tuple[World, Batch, datetime]]) -> None:
    count = sum(len(batch.orders) for _, batch, _ in week)
    end = week[-1][2]
    expected = expected_orders(TODAY, end, orders_per_day=Rates().times(8).orders)
    assert count == pytest.approx(expected, abs=5 * expected**0.5)


def test_a_very_busy_shop_is_not_sold_out(start: World) -> None:
    rates = Rates().times(200)
    day = run(start, seed=4, steps=48, rates=rates)
    count = sum(len(batch.orders) for _, batch, _ in day)
    expected = expected_orders(TODAY, day[-1][2], orders_per_day=rates.orders)
    assert count > 0.85 * expected
    world, batch, now = day[-1]
    empty = [article for article in after(world, batch, now=now).articles if article.is_active and not article.stock]
    assert len(empty) < 0.5 * len(world.articles)


def test_live_traffic_continues_the_history() -> None:
    shop = generate(today=TODAY)
    since = TODAY - timedelta(days=60)
    lived = (shop.orders["ORDER_DATE"] > since).sum()
    expected = expected_orders(since, TODAY, orders_per_day=Rates().orders)
    assert lived == pytest.approx(expected, rel=0.15)


def test_nothing_is_sold_that_is_not_there() -> None:
    world = small_world(stock=3)
    day = timedelta(days=1)
    orders, items, movements = new_orders(
        np.random.default_rng(0), world, now=TODAY, step=day, movement_id=5000, orders_per_day=50
    )
    assert sum(item[3] for item in items) == 3 == -sum(row[3] for row in movements)
    assert {item[2] for item in items} == {1}
    assert len(orders) == len({item[1] for item in items}) <= 3


def test_an_empty_shop_has_no_traffic() -> None:
    world = World(shoppers=(), articles=(), orders=(), ids=NextIds(customer=1, order=1, order_item=1, movement=1))
    batch = next_batch(np.random.default_rng(0), world, now=TODAY, step=STEP, rates=Rates(new_customers=0.0))
    assert batch == Batch()


def test_a_failed_payment_cancels_instead_of_processing() -> None:
    world = small_world(orders=(live_order("PENDING", "FAILED"),))
    updates, movements = order_progress(
        np.random.default_rng(0),
        world,
        now=TODAY + timedelta(days=30),
        step=timedelta(days=30),
        movement_id=1,
    )
    assert [(update.order_status, update.payment_status) for update in updates] == [("CANCELLED", "FAILED")]
    assert [(row[1:4], row[5]) for row in movements] == [((1, "RETURN", 2), 9)]


def test_old_completed_orders_leave_the_world() -> None:
    world = small_world(orders=(live_order("COMPLETED"),))
    assert after(world, Batch(), now=TODAY + RETURN_WINDOW - STEP).orders == world.orders
    assert after(world, Batch(), now=TODAY + RETURN_WINDOW).orders == ()


@pytest.mark.parametrize("step", [timedelta(0), timedelta(minutes=-1)])
def test_steps_go_forward(start: World, step: timedelta) -> None:
    with pytest.raises(ValueError, match="step must be positive"):
        next_batch(np.random.default_rng(0), start, now=TODAY, step=step)
