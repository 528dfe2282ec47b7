-- source: Snowflake documentation, "Supported queries for dynamic tables", non-deterministic functions; "Error code reference for dynamic tables", 091912; DT-8.10
-- case: dynamic table rules, case 62
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE d REFRESH_MODE = FULL TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT ANY_VALUE(v) AS v FROM src;
----
error 001420 (0A000): ANY_VALUE

CREATE VIEW whoever AS SELECT id, CURRENT_USER() AS who FROM src;

CREATE DYNAMIC TABLE d REFRESH_MODE = FULL TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id, who FROM whoever;
----
error: CURRENT_USER

CREATE SEQUENCE numbers;

CREATE DYNAMIC TABLE n REFRESH_MODE = INCREMENTAL TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id, numbers.NEXTVAL AS n FROM src;
----
error 002711 (0A000)

CREATE DYNAMIC TABLE n TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id, numbers.NEXTVAL AS n FROM src;

SHOW DYNAMIC TABLES;

SELECT "name", "refresh_mode" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name | refresh_mode
N | FULL

CREATE VIEW w AS SELECT id, v FROM src;

CREATE DYNAMIC TABLE e REFRESH_MODE = INCREMENTAL TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id, v FROM w;

CREATE OR REPLACE VIEW w AS SELECT id, RANDOM() AS v FROM src;

-- advance 10 seconds
ALTER DYNAMIC TABLE e REFRESH;
----
error 091912

SELECT state, state_code FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'e')) WHERE refresh_trigger = 'MANUAL';
----
STATE | STATE_CODE
FAILED | 091912
