-- source: Snowflake documentation, "Dynamic table refresh modes"; DT-8.4
-- case: dynamic table rules, case 47
-- fixture: src

CREATE DYNAMIC TABLE f REFRESH_MODE = FULL TARGET_LAG = DOWNSTREAM WAREHOUSE = wh AS SELECT id, v FROM src;

CREATE DYNAMIC TABLE e REFRESH_MODE = INCREMENTAL TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id, v FROM f;
----
error 002711 (0A000)
