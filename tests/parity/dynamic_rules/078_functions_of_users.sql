-- source: Snowflake documentation, "Supported queries for dynamic tables", "Modify dynamic tables"; sections 8.1 and 14
-- case: dynamic table rules, case 78
-- fixture: src
-- needs: virtual clock

CREATE FUNCTION plus(x INT) RETURNS INT AS 'x + 1';

CREATE FUNCTION fixed(x INT) RETURNS INT IMMUTABLE AS 'x + 1';

CREATE FUNCTION looks_up(x INT) RETURNS INT IMMUTABLE AS 'SELECT MAX(v) + x FROM src';

CREATE DYNAMIC TABLE d TARGET_LAG = '1 day' WAREHOUSE = wh REFRESH_MODE = INCREMENTAL AS SELECT id FROM src WHERE plus(v) > 1;
----
error 002711

CREATE DYNAMIC TABLE d TARGET_LAG = '1 day' WAREHOUSE = wh REFRESH_MODE = INCREMENTAL AS SELECT looks_up(v) AS v FROM src;
----
error 002711

CREATE DYNAMIC TABLE d TARGET_LAG = '1 day' WAREHOUSE = wh REFRESH_MODE = INCREMENTAL AS SELECT id, plus(v) AS v FROM src;

CREATE DYNAMIC TABLE e TARGET_LAG = '1 day' WAREHOUSE = wh REFRESH_MODE = INCREMENTAL AS SELECT id, fixed(v) AS v FROM src WHERE fixed(v) > 1;

CREATE DYNAMIC TABLE f TARGET_LAG = '1 day' WAREHOUSE = wh REFRESH_MODE = FULL AS SELECT id, fixed(v) AS v FROM src;

CREATE DYNAMIC TABLE a TARGET_LAG = '1 day' WAREHOUSE = wh AS SELECT id FROM src WHERE plus(v) > 1;

SHOW DYNAMIC TABLES LIKE 'A' ->> SELECT "refresh_mode", "refresh_mode_reason" FROM $1;
----
refresh_mode | refresh_mode_reason
FULL | QUERY_NOT_SUPPORTED_FOR_INCREMENTAL

CREATE OR REPLACE FUNCTION plus(x INT) RETURNS INT AS 'x + 2';

CREATE OR REPLACE FUNCTION fixed(x INT) RETURNS INT IMMUTABLE AS 'x + 2';

-- advance 10 seconds
ALTER DYNAMIC TABLE d REFRESH;

SELECT id, v FROM d ORDER BY id;
----
ID | V
1 | 12
2 | 22

ALTER DYNAMIC TABLE f REFRESH;

SELECT id, v FROM f ORDER BY id;
----
ID | V
1 | 12
2 | 22

ALTER DYNAMIC TABLE e REFRESH;
----
error 002766

INSERT INTO src VALUES (3, 30);

-- advance 10 seconds
ALTER DYNAMIC TABLE e REFRESH;
----
error 002766

SELECT id, v FROM e ORDER BY id;
----
ID | V
1 | 11
2 | 21

SELECT name, refresh_action, state FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY()) WHERE refresh_trigger = 'MANUAL' ORDER BY name, data_timestamp;
----
NAME | REFRESH_ACTION | STATE
D | REINITIALIZE | SUCCEEDED
E | NULL | FAILED
E | NULL | FAILED
F | FULL | SUCCEEDED
