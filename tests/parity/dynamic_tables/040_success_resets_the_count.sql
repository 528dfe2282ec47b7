-- source: Snowflake documentation, "Manage dynamic tables", suspension
-- case: dynamic-tables.md 22 case 40
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, 100/v AS q FROM src;

INSERT INTO src VALUES (3,0);

-- advance 193 seconds
UPDATE src SET v = 1 WHERE id = 3;

-- advance 48 seconds
UPDATE src SET v = 0 WHERE id = 3;

-- advance 192 seconds
SELECT state FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'd')) WHERE refresh_trigger = 'SCHEDULED' ORDER BY data_timestamp;
----
STATE
FAILED
FAILED
FAILED
FAILED
SUCCEEDED
FAILED
FAILED
FAILED
FAILED

SHOW DYNAMIC TABLES LIKE 'd';

SELECT "scheduling_state" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
scheduling_state
ACTIVE
