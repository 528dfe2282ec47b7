-- source: Snowflake documentation, "CREATE DYNAMIC TABLE", CREATE OR ALTER
-- case: dynamic table rules, case 30
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE d (id, w) TARGET_LAG = '1 hour' WAREHOUSE = wh CLUSTER BY (id) AS SELECT id, v FROM src;

CREATE OR ALTER DYNAMIC TABLE d (w, id) TARGET_LAG = '1 hour' WAREHOUSE = wh CLUSTER BY (id) AS SELECT v, id FROM src;
----
error 001420 (0A000): reorder

CREATE OR ALTER DYNAMIC TABLE d (w) TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT v FROM src;
----
error 001420 (0A000): drop column 'ID'

CREATE OR ALTER DYNAMIC TABLE d (id, renamed, more) TARGET_LAG = '1 hour' WAREHOUSE = wh CLUSTER BY (id) AS SELECT id, v, v + 1 FROM src;

SELECT * FROM d ORDER BY id;
----
ID | RENAMED | MORE
1 | NULL | NULL
2 | NULL | NULL

-- advance 10 seconds
ALTER DYNAMIC TABLE d REFRESH;

SELECT * FROM d ORDER BY id;
----
ID | RENAMED | MORE
1 | 10 | 11
2 | 20 | 21
