"""Warehouses and resource monitors through SQL (C-T-70 to C-T-77 of the spec)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ecomsim.accounts.account import Account

if TYPE_CHECKING:
    from tests.warehouses.conftest import House

QUERY = "SELECT count(*) FROM t"


def test_each_resume_bills_a_minute_at_least(house: House) -> None:
    for _ in range(2):
        house.run(QUERY)
        assert house.state() == "STARTED"
        house.later(seconds=5)
        house.run(QUERY)
        house.later(minutes=10)
        assert house.state() == "SUSPENDED"
    assert house.credits() == 0.036  # twice 5 s of work and 60 s of waiting


def test_suspending_inside_the_minute_bills_two_minima(house: House) -> None:
    house.run("ALTER WAREHOUSE wh RESUME")
    house.later(seconds=30)
    house.run("ALTER WAREHOUSE wh SUSPEND")
    assert house.credits() == 0.017
    house.run("ALTER WAREHOUSE wh RESUME")
    house.later(seconds=5)
    house.run("ALTER WAREHOUSE wh SUSPEND")
    assert house.credits() == 0.033


def test_growing_bills_the_difference(house: House) -> None:
    house.run("ALTER WAREHOUSE wh SET AUTO_SUSPEND = 0")
    house.run("ALTER WAREHOUSE wh RESUME")
    house.later(minutes=30)
    house.run("ALTER WAREHOUSE wh SET WAREHOUSE_SIZE = 'LARGE'")
    assert house.shown("WAREHOUSES", "WH")["size"] == "Large"
    house.later(minutes=30)
    house.run("ALTER WAREHOUSE wh SUSPEND")
    assert house.credits() == pytest.approx(0.5 + 4.0, abs=0.002)


def test_verbs_in_the_wrong_state(house: House) -> None:
    assert house.error("ALTER WAREHOUSE wh SUSPEND").msg == (
        "090064 (22000): Invalid state. Warehouse 'WH' cannot be suspended."
    )
    house.run("ALTER WAREHOUSE wh RESUME")
    assert house.error("ALTER WAREHOUSE wh RESUME").msg == (
        "090063 (22000): Invalid state. Warehouse 'WH' cannot be resumed."
    )
    house.run("ALTER WAREHOUSE wh RESUME IF SUSPENDED")


def test_without_auto_resume_data_is_out_of_reach(house: House) -> None:
    house.run("ALTER WAREHOUSE wh SET AUTO_RESUME = FALSE")
    error = house.error(QUERY)
    assert (error.errno, error.sqlstate) == (606, "57P03")
    house.run("SHOW TASKS IN SCHEMA db.s")
    house.run("DROP WAREHOUSE wh")
    assert house.error(QUERY).errno == 606


def test_properties(house: House) -> None:
    house.run("CREATE WAREHOUSE big WAREHOUSE_SIZE = '2X-LARGE' MAX_CLUSTER_COUNT = 3 COMMENT = 'x'")
    row = house.shown("WAREHOUSES", "BIG")
    assert (row["state"], row["size"], row["max_cluster_count"], row["is_current"]) == ("STARTED", "2X-Large", 3, "Y")
    assert "invalid property 'NO_SUCH'" in house.error("CREATE WAREHOUSE w2 NO_SUCH = 1").raw_msg
    assert "invalid value ['HUGE']" in house.error("CREATE WAREHOUSE w2 WAREHOUSE_SIZE = 'HUGE'").raw_msg
    assert (
        "MIN_CLUSTER_COUNT (2) cannot be greater"
        in house.error("CREATE WAREHOUSE w2 MIN_CLUSTER_COUNT = 2 MAX_CLUSTER_COUNT = 1").raw_msg
    )


def test_a_monitor_suspends_and_a_larger_quota_frees(house: House) -> None:
    house.run(
        "CREATE RESOURCE MONITOR m WITH CREDIT_QUOTA = 1 TRIGGERS ON 50 PERCENT DO NOTIFY ON 100 PERCENT DO SUSPEND"
    )
    assert house.shown("RESOURCE MONITORS", "M")["level"] is None
    house.run("ALTER WAREHOUSE wh SET RESOURCE_MONITOR = m AUTO_SUSPEND = 0")
    house.run(QUERY)
    house.later(minutes=59)
    assert house.state() == "STARTED"
    house.later(minutes=61)
    assert house.state() == "SUSPENDED"
    row = house.shown("RESOURCE MONITORS", "M")
    assert (row["used_credits"], row["remaining_credits"], row["level"]) == ("1.00", "0.00", "WAREHOUSE")
    for statement in (QUERY, "ALTER WAREHOUSE wh RESUME"):
        assert house.error(statement).raw_msg == (
            "Warehouse 'WH' cannot be resumed because resource monitor 'M' has exceeded its quota."
        )
    house.run("ALTER RESOURCE MONITOR m SET CREDIT_QUOTA = 2")
    house.run(QUERY)
    assert house.credits() == pytest.approx(1.0, abs=0.02)


def test_what_monitors_refuse(house: House) -> None:
    create = "CREATE RESOURCE MONITOR m WITH CREDIT_QUOTA = 1 "
    assert (
        "at most one suspend trigger."
        in house.error(create + "TRIGGERS ON 90 PERCENT DO SUSPEND ON 100 PERCENT DO SUSPEND").raw_msg
    )
    notify = " ".join(f"ON {percent} PERCENT DO NOTIFY" for percent in (10, 20, 30, 40, 50, 60))
    house.error(create + f"TRIGGERS {notify}")
    house.error(create + "FREQUENCY = MONTHLY")
    house.run(create + "TRIGGERS ON 110 PERCENT DO SUSPEND_IMMEDIATE")
    assert house.shown("RESOURCE MONITORS", "M")["suspend_immediately_at"] == "110%"


def test_states_and_credits_survive_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "account.duckdb"
    with Account.open(path, clock="virtual", start=datetime(2026, 1, 1, 9, 0, tzinfo=UTC)) as account:
        session = account.session()
        session.execute("CREATE WAREHOUSE wh AUTO_SUSPEND = 3600")
    with Account.open(path, clock="virtual", start=datetime(2026, 1, 1, 9, 30, tzinfo=UTC)) as account:
        session = account.session()
        assert session.execute("SHOW WAREHOUSES LIKE 'WH'").rows()[0][1] == "STARTED"
        session.execute("ALTER WAREHOUSE wh SUSPEND")
        rows = session.execute(
            "SELECT credits_used FROM TABLE(information_schema.warehouse_metering_history('2026-01-01'))"
        ).rows()
        assert round(float(rows[0][0]), 3) == 0.5


def test_a_monitor_writes_to_its_users(house: House) -> None:
    house.run("CREATE USER boss EMAIL = 'boss@example.com'")
    house.run("CREATE USER clerk")
    house.run(
        "CREATE RESOURCE MONITOR m WITH CREDIT_QUOTA = 1 NOTIFY_USERS = (boss, clerk) "
        "TRIGGERS ON 50 PERCENT DO NOTIFY ON 100 PERCENT DO SUSPEND"
    )
    house.run("ALTER WAREHOUSE wh SET RESOURCE_MONITOR = m AUTO_SUSPEND = 0")
    house.run("ALTER WAREHOUSE wh RESUME")
    house.later(hours=2)
    messages = house.account.outbox.messages()
    assert [(message.recipients, message.body) for message in messages] == [
        (
            ("boss@example.com",),
            f"Resource Monitor M has reached {percent}% of its MONTHLY quota of 1 credits which has triggered a "
            f"{action} action.",
        )
        for percent, action in ((50, "NOTIFY"), (100, "SUSPEND"))
    ]


def test_a_monitor_notifies_users_that_exist(house: House) -> None:
    error = house.error("CREATE RESOURCE MONITOR m WITH CREDIT_QUOTA = 1 NOTIFY_USERS = (nobody)")
    assert error.errno == 2003


@pytest.mark.parametrize(
    ("given", "command", "shown"),
    [
        ("MAX_CLUSTER_COUNT = 3", "WAREHOUSES LIKE 'WH'", "max_cluster_count"),
        ("SCALING_POLICY = ECONOMY", "WAREHOUSES LIKE 'WH'", "scaling_policy"),
        ("ENABLE_QUERY_ACCELERATION = TRUE", "WAREHOUSES LIKE 'WH'", "enable_query_acceleration"),
        ("QUERY_ACCELERATION_MAX_SCALE_FACTOR = 3", "WAREHOUSES LIKE 'WH'", "query_acceleration_max_scale_factor"),
        ("MAX_CONCURRENCY_LEVEL = 3", "PARAMETERS LIKE 'MAX_CONCURRENCY_LEVEL' IN WAREHOUSE wh", "value"),
        (
            "STATEMENT_QUEUED_TIMEOUT_IN_SECONDS = 3",
            "PARAMETERS LIKE 'STATEMENT_QUEUED_TIMEOUT_IN_SECONDS' IN WAREHOUSE wh",
            "value",
        ),
    ],
)
def test_what_needs_waiting_statements_is_shown(house: House, given: str, command: str, shown: str) -> None:
    """Nothing waits for a warehouse here, so these are all that they do."""
    before = house.records(f"SHOW {command}")[0][shown]
    house.run(f"ALTER WAREHOUSE wh SET {given}")
    after = house.records(f"SHOW {command}")[0][shown]
    assert before != after
    assert str(after).upper() == given.partition(" = ")[2]
