-- source: Snowflake documentation, "Supported queries for dynamic tables", refresh modes
-- case: dynamic-tables.md 22 case 21
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh REFRESH_MODE = FULL AS SELECT id FROM src;

SHOW DYNAMIC TABLES LIKE 'd';

SELECT "refresh_mode", "refresh_mode_reason" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
refresh_mode | refresh_mode_reason
FULL | USER_SPECIFIED_FULL_REFRESH

INSERT INTO src VALUES (3,30);

-- advance 1 second
ALTER DYNAMIC TABLE d REFRESH;

SELECT refresh_action FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'd')) WHERE refresh_trigger = 'MANUAL';
----
REFRESH_ACTION
FULL

SELECT COUNT(*) AS n FROM d;
----
N
3
