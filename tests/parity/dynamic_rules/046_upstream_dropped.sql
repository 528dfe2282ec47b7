-- source: Snowflake documentation, "Manage dynamic tables", dropping and restoring; DT-5.1, DT-5.2
-- case: dynamic table rules, case 46
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE a TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id FROM src;

CREATE DYNAMIC TABLE b TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id FROM a;

DROP DYNAMIC TABLE a;

-- advance 48 seconds
SELECT state, state_code FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'b')) ORDER BY data_timestamp DESC LIMIT 1;
----
STATE | STATE_CODE
FAILED | 002037

SELECT COUNT(*) AS n FROM b;
----
N
2

UNDROP DYNAMIC TABLE a;

-- advance 48 seconds
SELECT state FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'b')) ORDER BY data_timestamp DESC LIMIT 1;
----
STATE
SUCCEEDED
