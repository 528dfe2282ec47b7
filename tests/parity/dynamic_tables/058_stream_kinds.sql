-- source: Snowflake documentation, "Use streams on dynamic tables"
-- case: dynamic-tables.md 22 case 58
-- fixture: src

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, v * 2 AS w FROM src;

CREATE STREAM s ON TABLE d;
----
error 002203 (42601): Object found is of type 'DYNAMIC_TABLE', not specified type 'TABLE'.

CREATE STREAM s ON DYNAMIC TABLE d;

CREATE DYNAMIC TABLE f TARGET_LAG = '1 minute' WAREHOUSE = wh REFRESH_MODE = FULL AS SELECT id FROM src;

CREATE STREAM sf ON DYNAMIC TABLE f;
----
error
