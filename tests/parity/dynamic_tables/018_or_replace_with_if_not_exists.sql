-- source: Snowflake documentation, "CREATE DYNAMIC TABLE"
-- case: dynamic-tables.md 22 case 18
-- fixture: src

CREATE OR REPLACE DYNAMIC TABLE IF NOT EXISTS d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id FROM src;
----
error
