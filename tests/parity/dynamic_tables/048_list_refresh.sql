-- source: Snowflake documentation, "ALTER DYNAMIC TABLE"
-- case: dynamic-tables.md 22 case 48
-- fixture: src

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, v * 2 AS w FROM src;

ALTER DYNAMIC TABLE d, D REFRESH;
----
error 002008: Duplicate Dynamic Table

ALTER DYNAMIC TABLE IF EXISTS d, nope REFRESH;
