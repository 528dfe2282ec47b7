-- source: Snowflake documentation, "Supported queries for dynamic tables", refresh modes
-- case: dynamic-tables.md 22 case 24
-- fixture: src

CREATE TABLE f (id INT, g INT, v INT, items ARRAY);

CREATE TABLE dim (g INT, name VARCHAR);

INSERT INTO f SELECT 1, 1, 10, ARRAY_CONSTRUCT(1,2);

INSERT INTO dim VALUES (1,'one'),(2,'two');

CREATE DYNAMIC TABLE d1 TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT g, SUM(v) AS total, COUNT(*) AS n FROM f GROUP BY g;

CREATE DYNAMIC TABLE d2 TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT f.id, f.v, dim.name FROM f JOIN dim ON f.g = dim.g;

CREATE DYNAMIC TABLE d3 TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT f.id, f.v, dim.name FROM f LEFT JOIN dim ON f.g = dim.g;

CREATE DYNAMIC TABLE d4 TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id, v FROM f UNION ALL SELECT g, g FROM dim;

CREATE DYNAMIC TABLE d5 TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT v AS x FROM f UNION SELECT g AS x FROM dim;

CREATE DYNAMIC TABLE d6 TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT DISTINCT g, v FROM f;

CREATE DYNAMIC TABLE d7 TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id, g, v FROM f QUALIFY ROW_NUMBER() OVER (PARTITION BY g ORDER BY v DESC, id) = 1;

CREATE DYNAMIC TABLE d8 TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT f.id, e.value::INT AS item FROM f, LATERAL FLATTEN(INPUT => f.items) e;

SHOW DYNAMIC TABLES;

SELECT "name", "refresh_mode", "refresh_mode_reason" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name | refresh_mode | refresh_mode_reason
D1 | INCREMENTAL | NULL
D2 | INCREMENTAL | NULL
D3 | INCREMENTAL | NULL
D4 | INCREMENTAL | NULL
D5 | INCREMENTAL | NULL
D6 | INCREMENTAL | NULL
D7 | INCREMENTAL | NULL
D8 | INCREMENTAL | NULL
