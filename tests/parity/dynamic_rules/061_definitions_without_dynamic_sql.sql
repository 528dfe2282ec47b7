-- source: Snowflake documentation, "Dynamic table limitations", dynamic SQL and table functions; DT-2.9, DT-2.11
-- case: dynamic table rules, case 61
-- fixture: src

SET source = 'src';

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id FROM IDENTIFIER($source);
----
error 001420 (0A000): Session variables

CREATE FUNCTION doubled(n INT) RETURNS TABLE (a INT) AS 'SELECT n * 2 AS a';

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT * FROM src, TABLE(doubled(src.id));
----
error 001420 (0A000): name the columns

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT src.id, t.* FROM src, TABLE(doubled(src.id)) t;
----
error 001420 (0A000): name the columns

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT src.id, t.a FROM src, TABLE(doubled(src.id)) t;

SELECT * FROM d ORDER BY id;
----
ID | A
1 | 2
2 | 4

CREATE DYNAMIC TABLE e TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT src.*, t.a FROM src, TABLE(doubled(src.id)) t;

SHOW DYNAMIC TABLES;

SELECT "name", "refresh_mode" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID())) ORDER BY 1;
----
name | refresh_mode
D | FULL
E | FULL

CREATE TABLE without_history (id INT) DATA_RETENTION_TIME_IN_DAYS = 0;

CREATE DYNAMIC TABLE f TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id FROM without_history;
----
error 001420 (0A000): DATA_RETENTION_TIME_IN_DAYS

ALTER TABLE without_history SET DATA_RETENTION_TIME_IN_DAYS = 1;

CREATE DYNAMIC TABLE f TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id FROM without_history;
