"""Cases C-DT of spec/dynamic-tables.md section 22, by their numbers."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.dynamic_tables.conftest import T0, Lab

D = "SELECT id, v*2 AS w FROM src"


def test_01_creation(lab: Lab) -> None:
    lab.make("d", D)
    assert lab.run("SELECT * FROM d ORDER BY id") == [(1, 20), (2, 40)]
    assert lab.history("d") == ["CREATION/INCREMENTAL/SUCCEEDED"]
    assert abs(lab.show("d")["data_timestamp"] - T0) < timedelta(milliseconds=1)


def test_02_to_04_scheduled_refreshes(lab: Lab) -> None:
    lab.make("d", D)
    lab.to(10)
    lab.run("INSERT INTO src VALUES (3,30)")
    assert lab.run("SELECT COUNT(*) FROM d") == [(2,)]
    lab.to(60)
    assert lab.run("SELECT COUNT(*) FROM d") == [(3,)]
    assert lab.history("d")[1:] == ["SCHEDULED/INCREMENTAL/SUCCEEDED"]
    assert lab.times("d") == [48]
    assert lab.statistics("d") == (1, 0)
    lab.to(300)
    assert lab.times("d") == [48, 96, 144, 192, 240, 288]
    assert lab.history("d")[2:] == ["SCHEDULED/NO_DATA/SUCCEEDED"] * 5
    assert lab.show("d")["data_timestamp"] == T0 + timedelta(seconds=288)


@pytest.mark.parametrize("minutes", [1, 2, 5])
def test_05_the_lag_stays_below_the_target(lab: Lab, minutes: int) -> None:
    lab.make("d", D, f"'{minutes} minutes'")
    for second in range(1, 3 * 60 * minutes, 7):
        lab.to(second)
        if second % 60 < 7:
            lab.run(f"INSERT INTO src VALUES ({second}, 1)")
        lag = lab.account.clock.now() - lab.show("d")["data_timestamp"]
        assert lag < timedelta(minutes=minutes)


def test_06_minimum_lag(lab: Lab) -> None:
    assert "60 seconds" in lab.error(f"CREATE DYNAMIC TABLE d TARGET_LAG='59 seconds' WAREHOUSE=wh AS {D}").raw_msg
    lab.make("d", D, "'60 seconds'")
    lab.make("e", D, "'1 minute'")


def test_07_to_10_manual_refreshes_and_their_counts(lab: Lab) -> None:
    lab.make("d", D)
    lab.script("UPDATE src SET v=11 WHERE id=1", "ALTER DYNAMIC TABLE d REFRESH")
    assert lab.statistics("d") == (1, 1)
    assert lab.run("SELECT w FROM d WHERE id=1") == [(22,)]
    lab.script("DELETE FROM src WHERE id=2", "ALTER DYNAMIC TABLE d REFRESH")
    assert lab.statistics("d") == (0, 1)
    lab.script("INSERT INTO src VALUES (9,9)", "DELETE FROM src WHERE id=9", "ALTER DYNAMIC TABLE d REFRESH")
    assert lab.history("d")[-1] == "MANUAL/INCREMENTAL/SUCCEEDED"
    assert lab.statistics("d") == (0, 0)
    before = lab.show("d")["data_timestamp"]
    assert lab.run("ALTER DYNAMIC TABLE d REFRESH") == [("No new data",)]
    assert lab.history("d")[-1] == "MANUAL/NO_DATA/SUCCEEDED"
    assert lab.show("d")["data_timestamp"] > before


def test_11_empty_base(lab: Lab) -> None:
    lab.run("CREATE TABLE e(id INT)")
    lab.make("de", "SELECT id FROM e")
    assert lab.history("de") == ["CREATION/INCREMENTAL/SUCCEEDED"]
    assert lab.run("SELECT * FROM de") == []


def test_12_on_schedule(lab: Lab) -> None:
    lab.make("d", D, more="INITIALIZE = ON_SCHEDULE")
    error = lab.error("SELECT * FROM d")
    assert error.errno == 2741
    assert "is not initialized" in error.raw_msg
    assert lab.show("d")["data_timestamp"] is None
    lab.to(60)
    assert len(lab.run("SELECT * FROM d")) == 2
    assert lab.history("d") == ["SCHEDULED/INCREMENTAL/SUCCEEDED"]


def test_13_on_schedule_then_manual(lab: Lab) -> None:
    lab.make("d", D, more="INITIALIZE = 'on_schedule'")
    lab.run("ALTER DYNAMIC TABLE d REFRESH")
    assert len(lab.run("SELECT * FROM d")) == 2
    assert lab.history("d") == ["MANUAL/INCREMENTAL/SUCCEEDED"]


def test_14_a_failing_creation_leaves_nothing(lab: Lab) -> None:
    lab.error("CREATE DYNAMIC TABLE d TARGET_LAG='1 minute' WAREHOUSE=wh AS SELECT 1/(id-1) x FROM src")
    assert lab.run("SHOW DYNAMIC TABLES LIKE 'D'") == []


def test_15_a_failing_replace_keeps_the_old_table(lab: Lab) -> None:
    lab.make("d", D)
    lab.error("CREATE OR REPLACE DYNAMIC TABLE d TARGET_LAG='1 minute' WAREHOUSE=wh AS SELECT 1/(id-1) x FROM src")
    assert lab.run("SELECT * FROM d ORDER BY id") == [(1, 20), (2, 40)]
    lab.run("INSERT INTO src VALUES (3,30)")
    lab.to(60)
    assert lab.run("SELECT COUNT(*) FROM d") == [(3,)]


def test_16_replace_reinitialises(lab: Lab) -> None:
    lab.make("d", D)
    lab.run(f"CREATE OR REPLACE DYNAMIC TABLE d TARGET_LAG='1 minute' WAREHOUSE=wh AS {D}")
    assert lab.history("d")[-1] == "CREATION/REINITIALIZE/SUCCEEDED"


def test_17_if_not_exists(lab: Lab) -> None:
    lab.make("d", D)
    lab.run("CREATE DYNAMIC TABLE IF NOT EXISTS d TARGET_LAG='1 hour' WAREHOUSE=wh AS SELECT id FROM src")
    assert lab.show("d")["target_lag"] == "1 minute"
    assert len(lab.history("d")) == 1


def test_18_replace_and_if_not_exists(lab: Lab) -> None:
    lab.error(f"CREATE OR REPLACE DYNAMIC TABLE IF NOT EXISTS d TARGET_LAG='1 minute' WAREHOUSE=wh AS {D}")


def test_19_and_20_except_is_full(lab: Lab) -> None:
    lab.make("d", "SELECT id FROM src EXCEPT SELECT 1")
    shown = lab.show("d")
    assert shown["refresh_mode"] == "FULL"
    assert shown["refresh_mode_reason"] == "Unsupported query operator type: SetOperation[EXCEPT]"
    error = lab.error(
        "CREATE DYNAMIC TABLE e TARGET_LAG='1 minute' WAREHOUSE=wh REFRESH_MODE=INCREMENTAL AS "
        "SELECT id FROM src EXCEPT SELECT 1"
    )
    assert error.errno == 2711
    assert lab.run("SHOW DYNAMIC TABLES LIKE 'E'") == []


def test_21_and_22_full(lab: Lab) -> None:
    lab.make("d", D, more="REFRESH_MODE = FULL")
    shown = lab.show("d")
    assert (shown["refresh_mode"], shown["refresh_mode_reason"]) == ("FULL", "USER_SPECIFIED_FULL_REFRESH")
    lab.script("INSERT INTO src VALUES (3,30)", "ALTER DYNAMIC TABLE d REFRESH")
    assert lab.history("d")[-1] == "MANUAL/FULL/SUCCEEDED"
    assert lab.statistics("d") == (3, 2)
    lab.to(50)
    assert lab.history("d")[-1] == "SCHEDULED/NO_DATA/SUCCEEDED"


T2 = "CREATE TABLE t2(id INT, tags VARIANT, g VARCHAR)"

MODES = {
    "SELECT id FROM src LIMIT 5": "FULL",
    "SELECT id, SUM(v) s FROM src GROUP BY ROLLUP(id)": "FULL",
    "SELECT id FROM src WHERE id IN (SELECT id FROM t2)": "FULL",
    "SELECT a.id FROM src a LEFT JOIN t2 b ON a.id > b.id": "FULL",
    "SELECT id, RANDOM() r FROM src": "FULL",
    "SELECT id, CURRENT_TIMESTAMP() c FROM src": "FULL",
    "SELECT id, SUM(v) s FROM src GROUP BY id": "INCREMENTAL",
    "SELECT SUM(v) s FROM src": "INCREMENTAL",
    "SELECT a.id FROM src a JOIN t2 b ON a.id > b.id": "INCREMENTAL",
    "SELECT a.id, b.g FROM src a LEFT JOIN t2 b ON a.id = b.id": "INCREMENTAL",
    "SELECT id FROM src UNION ALL SELECT id FROM t2": "INCREMENTAL",
    "SELECT id FROM src UNION SELECT id FROM t2": "INCREMENTAL",
    "SELECT DISTINCT v FROM src": "INCREMENTAL",
    "SELECT id, v FROM src QUALIFY ROW_NUMBER() OVER (PARTITION BY id ORDER BY v) = 1": "INCREMENTAL",
    "WITH a AS (SELECT id, v FROM src) SELECT id, COUNT(*) n FROM a GROUP BY id": "INCREMENTAL",
    "SELECT id FROM src WHERE v < DATE_PART(year, CURRENT_DATE())": "INCREMENTAL",
    "SELECT t.id, f.value::INT x FROM t2 t, LATERAL FLATTEN(INPUT => t.tags) f": "INCREMENTAL",
}


@pytest.mark.parametrize("query", MODES)
def test_23_24_26_automatic_mode(lab: Lab, query: str) -> None:
    lab.run(T2)
    lab.make("d", query)
    assert lab.show("d")["refresh_mode"] == MODES[query]


def test_27_to_29_refused_definitions(lab: Lab) -> None:
    assert (
        "Unsupported context function 'CURRENT_SESSION'"
        in lab.error(
            "CREATE DYNAMIC TABLE d TARGET_LAG='1 minute' WAREHOUSE=wh AS SELECT id, CURRENT_SESSION() c FROM src"
        ).raw_msg
    )
    error = lab.error(
        "CREATE DYNAMIC TABLE d TARGET_LAG='1 minute' WAREHOUSE=wh AS "
        "SELECT SEQ4() n FROM TABLE(GENERATOR(ROWCOUNT=>5))"
    )
    assert (error.errno, error.sqlstate) == (2728, "23001")
    lab.run("CREATE STREAM st ON TABLE src")
    assert (
        "Stream" in lab.error("CREATE DYNAMIC TABLE d TARGET_LAG='1 minute' WAREHOUSE=wh AS SELECT id FROM st").raw_msg
    )


def test_30_sliding_window(lab: Lab) -> None:
    lab.run("CREATE TABLE ev(id INT, ts TIMESTAMP_LTZ)")
    lab.run("INSERT INTO ev SELECT 1, '2026-01-01 00:00:00 +00:00'::TIMESTAMP_LTZ")
    lab.make("d", "SELECT id FROM ev WHERE ts > DATEADD(minute, -2, CURRENT_TIMESTAMP())")
    assert lab.run("SELECT * FROM d") == [(1,)]
    lab.to(180)
    assert lab.run("SELECT * FROM d") == []


def test_31_a_chain_has_one_timestamp(lab: Lab) -> None:
    lab.make("a", D, "DOWNSTREAM")
    lab.make("b", "SELECT id, w + 1 AS x FROM a", "'2 minutes'")
    lab.to(1)
    lab.run("INSERT INTO src VALUES (3,30)")
    lab.to(100)
    assert lab.history("a")[-1] == lab.history("b")[-1] == "SCHEDULED/INCREMENTAL/SUCCEEDED"
    assert lab.times("a") == lab.times("b") == [96]
    assert lab.run("SELECT COUNT(*) FROM b") == [(3,)]


def test_32_downstream_alone_never_refreshes(lab: Lab) -> None:
    lab.make("d", D, "DOWNSTREAM")
    lab.to(86400)
    assert lab.times("d") == []


def test_33_downstream_without_consumers_below_a_fixed_lag(lab: Lab) -> None:
    lab.make("a", D, "'10 minutes'")
    lab.make("b", "SELECT id FROM a", "DOWNSTREAM")
    lab.to(1200)
    assert lab.times("a") == [384, 768, 1152]
    assert lab.times("b") == []


def test_34_lag_order(lab: Lab) -> None:
    lab.make("a", D, "'1 hour'")
    lab.error("CREATE DYNAMIC TABLE b TARGET_LAG='10 minutes' WAREHOUSE=wh AS SELECT id FROM a")
    lab.make("b", "SELECT id FROM a", "'1 hour'")
    lab.error("ALTER DYNAMIC TABLE b SET TARGET_LAG='5 minutes'")
    lab.error("ALTER DYNAMIC TABLE a SET TARGET_LAG='2 hours'")


def test_35_two_consumers(lab: Lab) -> None:
    lab.make("a", D, "DOWNSTREAM")
    lab.make("b", "SELECT id FROM a", "'2 minutes'")
    lab.make("c", "SELECT w FROM a", "'10 minutes'")
    lab.to(400)
    assert lab.times("a") == lab.times("b") == [96, 192, 288, 384]
    assert lab.times("c") == [384]


def test_37_creation_brings_upstream_along(lab: Lab) -> None:
    lab.make("a", D)
    lab.run("INSERT INTO src VALUES (3,30)")
    lab.make("b", "SELECT id FROM a")
    assert lab.history("a")[-1] == "CREATION/INCREMENTAL/SUCCEEDED"
    assert lab.refreshes("a")[-1]["DATA_TIMESTAMP"] == lab.refreshes("b")[-1]["DATA_TIMESTAMP"]
    assert lab.run("SELECT COUNT(*) FROM b") == [(3,)]


def test_38_manual_refresh_goes_upstream(lab: Lab) -> None:
    lab.make("a", D)
    lab.make("b", "SELECT id FROM a")
    lab.script("INSERT INTO src VALUES (3,30)", "ALTER DYNAMIC TABLE b REFRESH")
    assert lab.history("a")[-1] == lab.history("b")[-1] == "MANUAL/INCREMENTAL/SUCCEEDED"
    assert lab.refreshes("a")[-1]["DATA_TIMESTAMP"] == lab.refreshes("b")[-1]["DATA_TIMESTAMP"]
    count = len(lab.history("b"))
    lab.run("ALTER DYNAMIC TABLE a REFRESH")
    assert len(lab.history("b")) == count


Q = "SELECT id, 100/v AS q FROM src"


def test_39_five_failures_suspend(lab: Lab) -> None:
    lab.make("d", Q)
    lab.run("INSERT INTO src VALUES (3,0)")
    lab.to(250)
    failures = [row for row in lab.refreshes("d") if row["STATE"] == "FAILED"]
    assert [row["STATE_CODE"] for row in failures] == ["100051"] * 5
    assert lab.show("d")["scheduling_state"] == "SUSPENDED"
    assert lab.reason("d") == "SUSPENDED_DUE_TO_ERRORS"
    lab.to(3600)
    assert len(lab.refreshes("d")) == 6
    assert lab.run("SELECT COUNT(*) FROM d") == [(2,)]


def test_40_a_success_starts_the_count_anew(lab: Lab) -> None:
    lab.make("d", Q)
    lab.run("INSERT INTO src VALUES (3,0)")
    lab.to(48 * 4 + 1)
    lab.run("DELETE FROM src WHERE id = 3")
    lab.to(48 * 5 + 1)
    lab.run("INSERT INTO src VALUES (3,0)")
    lab.to(48 * 9 + 1)
    states = [row["STATE"] for row in lab.refreshes("d")]
    assert states == ["SUCCEEDED", *["FAILED"] * 4, "SUCCEEDED", *["FAILED"] * 4]
    assert lab.show("d")["scheduling_state"] == "ACTIVE"


def test_41_manual_failures_do_not_count(lab: Lab) -> None:
    lab.make("d", Q, "'1 day'")
    lab.run("INSERT INTO src VALUES (3,0)")
    for _ in range(5):
        lab.error("ALTER DYNAMIC TABLE d REFRESH")
    assert lab.show("d")["scheduling_state"] == "ACTIVE"


def test_42_and_43_upstream_failure_and_resume(lab: Lab) -> None:
    lab.make("a", Q)
    lab.make("b", "SELECT id FROM a")
    lab.run("INSERT INTO src VALUES (3,0)")
    lab.to(50)
    assert lab.history("b")[-1] == "SCHEDULED/NO_DATA/UPSTREAM_FAILED"
    assert lab.run("SELECT COUNT(*) FROM b") == [(2,)]
    lab.to(250)
    assert (lab.reason("a"), lab.reason("b")) == ("SUSPENDED_DUE_TO_ERRORS", "UPSTREAM_SUSPENDED_DUE_TO_ERRORS")
    lab.script("DELETE FROM src WHERE id=3", "ALTER DYNAMIC TABLE a RESUME")
    assert lab.show("a")["scheduling_state"] == lab.show("b")["scheduling_state"] == "ACTIVE"
    count = len(lab.history("b"))
    assert len(lab.history("b")) == count
    lab.to(300)
    assert lab.refreshes("a")[-1]["STATE"] == lab.refreshes("b")[-1]["STATE"] == "SUCCEEDED"


def test_44_and_45_cascades(lab: Lab) -> None:
    lab.make("a", D)
    lab.make("b", "SELECT id FROM a")
    lab.script("ALTER DYNAMIC TABLE b SUSPEND", "ALTER DYNAMIC TABLE a SUSPEND", "ALTER DYNAMIC TABLE a RESUME")
    assert (lab.show("a")["scheduling_state"], lab.show("b")["scheduling_state"]) == ("ACTIVE", "SUSPENDED")
    assert lab.reason("b") == "USER_SUSPENDED"
    lab.script("ALTER DYNAMIC TABLE b RESUME", "ALTER DYNAMIC TABLE a SUSPEND")
    assert lab.reason("b") == "UPSTREAM_USER_SUSPENDED"
    lab.error("ALTER DYNAMIC TABLE b RESUME")


def test_46_a_suspended_table_refreshes_by_hand(lab: Lab) -> None:
    lab.make("d", D)
    lab.script("ALTER DYNAMIC TABLE d SUSPEND")
    before = lab.show("d")["last_suspended_on"]
    lab.script("INSERT INTO src VALUES (3,30)", "ALTER DYNAMIC TABLE d REFRESH")
    assert lab.run("SELECT COUNT(*) FROM d") == [(3,)]
    shown = lab.show("d")
    assert (shown["scheduling_state"], shown["last_suspended_on"]) == ("SUSPENDED", before)


def test_47_not_in_a_transaction(lab: Lab) -> None:
    lab.make("d", D)
    lab.run("BEGIN")
    assert lab.error("ALTER DYNAMIC TABLE d REFRESH").errno == 2743


def test_49_and_50_scheduler(lab: Lab) -> None:
    lab.make("a", D)
    lab.make("d", "SELECT id FROM a")
    lab.run("ALTER DYNAMIC TABLE d SET SCHEDULER = DISABLE")
    shown = lab.show("d")
    assert (shown["target_lag"], shown["scheduler"]) == (None, "DISABLE")
    count, above = len(lab.history("d")), len(lab.history("a"))
    lab.to(40)
    lab.script("INSERT INTO src VALUES (3,30)", "ALTER DYNAMIC TABLE d REFRESH")
    assert len(lab.history("a")) == above
    lab.to(3600)
    assert len(lab.history("d")) == count + 1
    lab.run("ALTER DYNAMIC TABLE d SET TARGET_LAG = '1 minute'")
    lab.to(3700)
    assert len(lab.history("d")) > count + 1
    lab.error(f"CREATE DYNAMIC TABLE x SCHEDULER=DISABLE TARGET_LAG='1 minute' WAREHOUSE=wh AS {D}")


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO d VALUES (1, 1)",
        "UPDATE d SET w = 0",
        "DELETE FROM d",
        "MERGE INTO d USING src ON d.id = src.id WHEN MATCHED THEN DELETE",
        "TRUNCATE TABLE d",
    ],
)
def test_51_no_dml(lab: Lab, statement: str) -> None:
    lab.make("d", D)
    lab.error(statement)
    assert lab.run("SELECT * FROM d ORDER BY id") == [(1, 20), (2, 40)]


def test_52_clone(lab: Lab) -> None:
    lab.make("d", D)
    lab.run("CREATE DYNAMIC TABLE c CLONE d")
    assert lab.run("SELECT * FROM c ORDER BY id") == [(1, 20), (2, 40)]
    shown = lab.show("c")
    assert (shown["scheduling_state"], shown["is_clone"]) == ("SUSPENDED", "true")
    assert lab.reason("c") == "CLONED_AUTO_SUSPENDED"
    lab.run("INSERT INTO src VALUES (3,30)")
    lab.to(3600)
    assert lab.times("c") == []
    lab.run("ALTER DYNAMIC TABLE c RESUME")
    lab.to(3700)
    assert lab.run("SELECT COUNT(*) FROM c") == [(3,)]


def test_53_a_replaced_base_reinitialises(lab: Lab) -> None:
    lab.make("d", D)
    lab.run("CREATE STREAM st ON DYNAMIC TABLE d")
    lab.script(
        "CREATE OR REPLACE TABLE src(id INT, v INT) CHANGE_TRACKING = TRUE", "INSERT INTO src VALUES (1,10),(2,20)"
    )
    lab.to(60)
    last = lab.refreshes("d")[-1]
    assert last["REFRESH_ACTION"] == "REINITIALIZE"
    assert last["REINIT_REASON"] is not None
    assert lab.run("SELECT * FROM d ORDER BY id") == [(1, 20), (2, 40)]
    # C-DT-60: the stream shows every surviving row as DELETE and INSERT
    assert lab.run("SELECT METADATA$ACTION, METADATA$ISUPDATE, COUNT(*) FROM st GROUP BY 1, 2 ORDER BY 1") == [
        ("DELETE", False, 2),
        ("INSERT", False, 2),
    ]


def test_54_dropped_columns(lab: Lab) -> None:
    lab.run("CREATE TABLE s3(id INT, v INT, z INT)")
    lab.make("d", "SELECT id, v FROM s3")
    lab.run("ALTER TABLE s3 DROP COLUMN z")
    lab.to(60)
    assert lab.refreshes("d")[-1]["STATE"] == "SUCCEEDED"
    lab.run("ALTER TABLE s3 DROP COLUMN v")
    lab.to(100)
    last = lab.refreshes("d")[-1]
    assert last["STATE"] == "FAILED"
    assert "invalid identifier 'V'" in last["STATE_MESSAGE"]


def test_55_columns_follow_a_star(lab: Lab) -> None:
    lab.make("d", "SELECT * FROM src")
    lab.script("ALTER TABLE src ADD COLUMN z INT", "INSERT INTO src VALUES (3,30,7)")
    lab.to(60)
    assert lab.run("SELECT id, z FROM d ORDER BY id") == [(1, None), (2, None), (3, 7)]
    assert lab.history("d")[-1] == "SCHEDULED/INCREMENTAL/SUCCEEDED"
    assert lab.statistics("d") == (1, 0)
    lab.run("ALTER TABLE src DROP COLUMN v")
    lab.to(100)
    assert lab.run("SELECT * FROM d ORDER BY id") == [(1, None), (2, None), (3, 7)]


def test_56_dropped_base(lab: Lab) -> None:
    lab.make("d", D)
    lab.run("DROP TABLE src")
    lab.to(60)
    assert lab.refreshes("d")[-1]["STATE"] == "FAILED"
    lab.run("UNDROP TABLE src")
    lab.to(100)
    assert lab.refreshes("d")[-1]["STATE"] == "SUCCEEDED"


def test_57_undrop(lab: Lab) -> None:
    lab.make("d", D)
    lab.script("DROP DYNAMIC TABLE d", "UNDROP DYNAMIC TABLE d")
    assert len(lab.run("SELECT * FROM d")) == 2
    lab.run("DROP DYNAMIC TABLE d")
    lab.make("d", D)
    assert "already exists" in lab.error("UNDROP DYNAMIC TABLE d").raw_msg


def test_58_and_59_streams(lab: Lab) -> None:
    lab.make("d", D)
    assert lab.error("CREATE STREAM st ON TABLE d").errno == 2203
    lab.run("CREATE STREAM st ON DYNAMIC TABLE d")
    lab.run("INSERT INTO src VALUES (3,30)")
    lab.to(50)
    assert lab.run("SELECT id, w, METADATA$ACTION FROM st") == [(3, 60, "INSERT")]
    lab.to(100)
    assert len(lab.run("SELECT * FROM st")) == 1
    lab.script("CREATE TABLE sink(id INT)", "INSERT INTO sink SELECT id FROM st")
    assert lab.run("SELECT * FROM st") == []


def test_a_group_that_changes_is_an_update_for_streams(lab: Lab) -> None:
    lab.make("d", "SELECT id, SUM(v) AS total FROM src GROUP BY id")
    lab.run("CREATE STREAM st ON DYNAMIC TABLE d")
    lab.script("INSERT INTO src VALUES (1, 5)", "ALTER DYNAMIC TABLE d REFRESH")
    assert lab.run("SELECT id, total, METADATA$ACTION, METADATA$ISUPDATE FROM st ORDER BY 3") == [
        (1, 10, "DELETE", True),
        (1, 15, "INSERT", True),
    ]


def test_67_graph_history(lab: Lab) -> None:
    lab.make("d", D)
    lab.script(
        "ALTER DYNAMIC TABLE d SET TARGET_LAG = '2 minutes'",
        "ALTER DYNAMIC TABLE d SUSPEND",
        "ALTER DYNAMIC TABLE d RESUME",
    )
    rows = lab.graph("d")
    assert [json.loads(row["ALTER_TRIGGER"]) for row in rows] == [
        ["CREATE_DYNAMIC_TABLE"],
        ["ALTER_TARGET_LAG"],
        ["SUSPEND"],
        ["RESUME"],
    ]
    assert [row["VALID_TO"] is None for row in rows] == [False, False, False, True]
    assert json.loads(rows[0]["INPUTS"]) == [{"name": "DB.S.SRC", "kind": "TABLE"}]


def test_65_and_66_arguments_of_the_functions(lab: Lab) -> None:
    lab.make("a", D)
    lab.make("b", "SELECT id FROM a")
    for limit in (0, 10001):
        lab.error(f"SELECT * FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(RESULT_LIMIT=>{limit}))")
    lab.error("SELECT * FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES(INCLUDE_CONNECTED=>TRUE))")
    rows = lab.run(
        "SELECT name FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES(NAME=>'b', INCLUDE_CONNECTED=>TRUE)) ORDER BY 1"
    )
    assert rows == [("A",), ("B",)]


def test_70_an_idle_refresh_needs_no_warehouse(lab: Lab) -> None:
    lab.make("d", D)
    lab.to(120)
    lab.run("ALTER WAREHOUSE wh SUSPEND") if lab.run("SHOW WAREHOUSES LIKE 'WH'")[0][1] == "STARTED" else None
    lab.to(600)
    assert lab.run("SHOW WAREHOUSES LIKE 'WH'")[0][1] == "SUSPENDED"


def test_75_swap(lab: Lab) -> None:
    lab.make("d", D)
    lab.make("e", "SELECT id FROM src")
    lab.run("ALTER DYNAMIC TABLE d SWAP WITH e")
    assert lab.run("SELECT * FROM d ORDER BY 1") == [(1,), (2,)]
    lab.error("ALTER DYNAMIC TABLE d SWAP WITH src")
