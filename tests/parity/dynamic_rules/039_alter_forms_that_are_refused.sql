-- source: Snowflake documentation, "ALTER DYNAMIC TABLE"
-- case: dynamic table rules, case 39
-- fixture: src

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id FROM src;

ALTER DYNAMIC TABLE d SET REFRESH_MODE = FULL;
----
error

ALTER DYNAMIC TABLE d SET INITIALIZE = ON_SCHEDULE;
----
error

ALTER DYNAMIC TABLE d ADD COLUMN z INT;
----
error

ALTER DYNAMIC TABLE IDENTIFIER('d') SUSPEND;
----
error 001003 (42000)

ALTER DYNAMIC TABLE nope SUSPEND;
----
error

ALTER DYNAMIC TABLE IF EXISTS nope SUSPEND;
----
status
Statement executed successfully.

ALTER DYNAMIC TABLE d SET TARGET_LAG = '2 hours', WAREHOUSE = compute_wh COMMENT = 'c';
----
status
Statement executed successfully.

SHOW DYNAMIC TABLES LIKE 'd';

SELECT "target_lag", "warehouse", "comment" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
target_lag | warehouse | comment
2 hours | COMPUTE_WH | c
