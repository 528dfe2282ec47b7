-- source: Snowflake documentation, "Modify dynamic tables", upstream changes: CREATE OR ALTER VIEW; section 14
-- case: found case 200
-- needs: virtual clock

CREATE WAREHOUSE wh INITIALLY_SUSPENDED = TRUE;

USE WAREHOUSE compute_wh;

CREATE TABLE src (id INT, v INT);

INSERT INTO src VALUES (1, 10), (2, 20);

CREATE VIEW w AS SELECT id, v FROM src;

CREATE DYNAMIC TABLE followed TARGET_LAG = '1 day' WAREHOUSE = wh REFRESH_MODE = INCREMENTAL AS SELECT id, v FROM w;

CREATE DYNAMIC TABLE whole TARGET_LAG = '1 day' WAREHOUSE = wh REFRESH_MODE = FULL AS SELECT id, v FROM w;

CREATE OR ALTER VIEW w AS SELECT id, v + 1 AS v FROM src;

-- advance 10 seconds
ALTER DYNAMIC TABLE followed, whole REFRESH;

SELECT f.id, f.v, a.v AS w FROM followed f JOIN whole a ON f.id = a.id ORDER BY f.id;
----
ID | V | W
1 | 11 | 11
2 | 21 | 21

SELECT name, refresh_action FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY()) WHERE refresh_trigger = 'MANUAL' ORDER BY name;
----
NAME | REFRESH_ACTION
FOLLOWED | REINITIALIZE
WHOLE | FULL

UPDATE src SET v = 5 WHERE id = 2;

-- advance 10 seconds
ALTER DYNAMIC TABLE followed REFRESH;

SELECT id, v FROM followed ORDER BY id;
----
ID | V
1 | 11
2 | 6
