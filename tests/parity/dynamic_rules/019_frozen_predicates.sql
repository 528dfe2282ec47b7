-- source: Snowflake documentation, "CREATE DYNAMIC TABLE", frozen region usage notes
-- case: dynamic table rules, case 19
-- fixture: src
-- needs: virtual clock

CREATE TABLE ev (id INT, ts TIMESTAMP_LTZ, v INT);

INSERT INTO ev VALUES (1, CURRENT_TIMESTAMP(), 1);

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh FROZEN WHERE (ts > CURRENT_TIMESTAMP()) AS SELECT id, ts, v FROM ev;
----
error 001420 (0A000): must not shrink over time

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh FROZEN WHERE (id IN (SELECT id FROM src)) AS SELECT id, ts, v FROM ev;
----
error 001420 (0A000): subqueries

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh FROZEN WHERE (v < RANDOM()) AS SELECT id, ts, v FROM ev;
----
error 001420 (0A000): non-deterministic

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh FROZEN WHERE (total < 5) AS SELECT id, SUM(v) AS total FROM ev GROUP BY id;
----
error 001420 (0A000): aggregate or window functions

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh FROZEN WHERE (ident < 5) AS SELECT id AS key FROM ev;
----
error 000904 (42000): invalid identifier 'IDENT'

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh FROZEN WHERE (METADATA$IS_FROZEN) AS SELECT id AS key FROM ev;
----
error 001420 (0A000): metadata columns

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh IMMUTABLE WHERE (ts < CURRENT_TIMESTAMP() - INTERVAL '1 minute') AS SELECT id, ts, v FROM ev;

SELECT id, METADATA$IS_IMMUTABLE AS old FROM d;
----
ID | OLD
1 | FALSE

-- advance 2 minutes
SELECT id, METADATA$IS_FROZEN AS old FROM d;
----
ID | OLD
1 | TRUE

UPDATE ev SET v = 2;

-- advance 2 minutes
SELECT v FROM d;
----
V
1

SELECT * FROM d LIMIT 0;
----
ID | TS | V
