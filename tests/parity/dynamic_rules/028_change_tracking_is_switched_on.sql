-- source: Snowflake documentation, "CREATE DYNAMIC TABLE", usage notes
-- case: dynamic table rules, case 28
-- fixture: src

SHOW TABLES LIKE 'src';

SELECT "change_tracking" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
change_tracking
OFF

CREATE DYNAMIC TABLE f REFRESH_MODE = FULL TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id FROM src;

SHOW TABLES LIKE 'src';

SELECT "change_tracking" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
change_tracking
OFF

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id FROM src;

SHOW TABLES LIKE 'src';

SELECT "change_tracking" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
change_tracking
ON
