-- source: Snowflake documentation, "Supported queries for dynamic tables", refresh modes
-- case: dynamic-tables.md 22 case 23
-- fixture: src

CREATE TABLE t2 (id INT);

CREATE DYNAMIC TABLE d1 TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id FROM src LIMIT 5;

CREATE DYNAMIC TABLE d2 TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id, SUM(v) AS total FROM src GROUP BY ROLLUP(id);

CREATE DYNAMIC TABLE d3 TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id FROM src WHERE id IN (SELECT id FROM t2);

CREATE DYNAMIC TABLE d4 TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT a.id, t2.id AS other FROM src a LEFT JOIN t2 ON a.id > t2.id;

SHOW DYNAMIC TABLES;

SELECT "name", "refresh_mode" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name | refresh_mode
D1 | FULL
D2 | FULL
D3 | FULL
D4 | FULL
