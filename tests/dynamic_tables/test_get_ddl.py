"""GET_DDL of a dynamic table makes it again: every option survives drop and creation."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dynamic_tables.conftest import Lab

CREATED = [
    "d TARGET_LAG = '5 minutes' WAREHOUSE = wh AS SELECT id, v FROM src",
    "d TARGET_LAG = DOWNSTREAM WAREHOUSE = wh INITIALIZE = ON_SCHEDULE AS SELECT id FROM src WHERE v > 'a;b'::VARCHAR",
    "d SCHEDULER = DISABLE WAREHOUSE = wh AS SELECT id FROM src",
    "d SCHEDULER = ENABLE TARGET_LAG = '1 hour' WAREHOUSE = wh REFRESH_MODE = FULL AS SELECT id FROM src",
    "d (a COMMENT 'it''s the key', \"b c\") TARGET_LAG = '1 day' WAREHOUSE = wh REFRESH_MODE = ADAPTIVE CLUSTER BY (a) "
    "COMMENT = 'it''s one' AS SELECT id, COUNT(*) FROM src GROUP BY id",
    "d TARGET_LAG = '1 hour' WAREHOUSE = wh INITIALIZATION_WAREHOUSE = big DATA_RETENTION_TIME_IN_DAYS = 3 "
    "MAX_DATA_EXTENSION_TIME_IN_DAYS = 7 LOG_LEVEL = 'OFF' REFRESH_MODE = INCREMENTAL AS SELECT id FROM src",
    "d TARGET_LAG = '1 hour' WAREHOUSE = wh FROZEN WHERE (id < 2 AND v > 0) AS SELECT id, v FROM src",
    "d TARGET_LAG = '1 hour' WAREHOUSE = wh INITIALIZE = ON_SCHEDULE REQUIRE USER AS SELECT id FROM src",
    "d TARGET_LAG = '1 hour' WAREHOUSE = wh EXECUTE AS USER refresher USE SECONDARY ROLES NONE AS SELECT id FROM src",
    "d (id INT, v INT) TARGET_LAG = '1 hour' WAREHOUSE = wh "
    "REFRESH USING (INSERT INTO SELF SELECT id, v FROM src CHANGES (INFORMATION => APPEND_ONLY))",
    "d (id NUMBER(10,2), name VARCHAR(20)) TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id, v FROM src",
]
FLEETING = {"created_on", "text", "data_timestamp", "rows", "bytes"}


def _standing(lab: Lab) -> tuple[dict[str, Any], list[tuple[Any, ...]]]:
    shown = {name: value for name, value in lab.show("d").items() if name not in FLEETING}
    return shown, lab.run("DESCRIBE DYNAMIC TABLE d")


@pytest.mark.parametrize("transient", ["", "TRANSIENT "])
@pytest.mark.parametrize("text", CREATED, ids=range(len(CREATED)))
def test_get_ddl_makes_the_table_again(lab: Lab, text: str, transient: str) -> None:
    lab.script("CREATE WAREHOUSE big", "USE WAREHOUSE wh", "CREATE USER refresher")
    if transient:
        text = text.replace("DATA_RETENTION_TIME_IN_DAYS = 3", "DATA_RETENTION_TIME_IN_DAYS = 0")
    lab.run(f"CREATE {transient}DYNAMIC TABLE {text}")
    [(written,)] = lab.run("SELECT GET_DDL('DYNAMIC_TABLE', 'd')")
    before = _standing(lab)
    lab.script("DROP DYNAMIC TABLE d", written)
    assert lab.run("SELECT GET_DDL('TABLE', 'd')") == [(written,)]
    assert _standing(lab) == before
