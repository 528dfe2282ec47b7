-- source: Snowflake documentation, "ALTER DYNAMIC TABLE"
-- case: dynamic-tables.md 22 case 47
-- fixture: src

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, v * 2 AS w FROM src;

BEGIN;

ALTER DYNAMIC TABLE d REFRESH;
----
error 002743: Manual refresh of a dynamic table is not supported inside a multi-statement transaction.

ROLLBACK;
