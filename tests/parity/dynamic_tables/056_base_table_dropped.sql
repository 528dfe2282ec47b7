-- source: Snowflake documentation, "Modify dynamic tables" (unconfirmed)
-- case: dynamic-tables.md 22 case 56
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, v * 2 AS w FROM src;

DROP TABLE src;

-- advance 50 seconds
SELECT state, state_code FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'd')) WHERE refresh_trigger = 'SCHEDULED';
----
STATE | STATE_CODE
FAILED | 002037

UNDROP TABLE src;

-- advance 48 seconds
SELECT state FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'd')) WHERE refresh_trigger = 'SCHEDULED' ORDER BY data_timestamp;
----
STATE
FAILED
SUCCEEDED
