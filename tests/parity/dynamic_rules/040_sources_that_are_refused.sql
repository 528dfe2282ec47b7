-- source: Snowflake documentation, "Supported queries for dynamic tables", limitations
-- case: dynamic table rules, case 40
-- fixture: src

SET least = 1;

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id FROM src WHERE id > $least;
----
error 001420 (0A000): Session variables

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id FROM src SAMPLE (10);
----
error 001420 (0A000): SAMPLE

CREATE TEMPORARY TABLE tmp (id INT);

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id FROM tmp;
----
error

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT CURRENT_USER() AS u, id FROM src;
----
error

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id + 1 FROM src;
----
error 002022 (42601): Missing column specification

CREATE DYNAMIC TABLE d (a, b) TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id FROM src;
----
error

CREATE DYNAMIC TABLE d (a COMMENT 'the key') LAG = '1 hour' refresh_mode = 'auto' initialize = 'on_create' WAREHOUSE = wh AS SELECT id + 1 FROM src ORDER BY 1;

SELECT a FROM d ORDER BY a;
----
A
2
3
