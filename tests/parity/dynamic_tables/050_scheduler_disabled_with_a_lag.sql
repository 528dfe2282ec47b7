-- source: Snowflake documentation, "ALTER DYNAMIC TABLE"
-- case: dynamic-tables.md 22 case 50
-- fixture: src

CREATE DYNAMIC TABLE x SCHEDULER = DISABLE TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id FROM src;
----
error
