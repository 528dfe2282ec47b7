-- source: Snowflake documentation, "Frozen regions and backfill", BACKFILL FROM
-- case: dynamic table rules, case 22
-- fixture: src

CREATE TABLE old (id INT, v INT) AS SELECT column1, column2 FROM VALUES (0, 7), (1, 8), (5, 9);

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh BACKFILL FROM old AS SELECT id, v FROM src;
----
error 001008

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh FROZEN WHERE (id < 2) BACKFILL FROM old AS SELECT id, v FROM src;

SELECT id, v FROM d ORDER BY id;
----
ID | V
0 | 7
1 | 8
2 | 20

CREATE DYNAMIC TABLE e TARGET_LAG = '1 hour' WAREHOUSE = wh FROZEN WHERE (key < 2) BACKFILL FROM old AS SELECT id AS key, v FROM src;
----
error 002057 (42601)

CREATE OR ALTER DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh FROZEN WHERE (id < 2) BACKFILL FROM old AS SELECT id, v FROM src;
----
error 001420 (0A000): BACKFILL FROM
