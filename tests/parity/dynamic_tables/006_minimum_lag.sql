-- source: Snowflake documentation, "CREATE DYNAMIC TABLE", "Understanding dynamic table refresh"
-- case: dynamic-tables.md 22 case 6
-- fixture: src

CREATE DYNAMIC TABLE d TARGET_LAG = '59 seconds' WAREHOUSE = wh AS SELECT id FROM src;
----
error

CREATE DYNAMIC TABLE d1 TARGET_LAG = '60 seconds' WAREHOUSE = wh AS SELECT id FROM src;

CREATE DYNAMIC TABLE d2 TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id FROM src;
