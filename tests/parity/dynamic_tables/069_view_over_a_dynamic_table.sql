-- source: Snowflake documentation, "Data consistency and pipeline boundaries"
-- case: dynamic-tables.md 22 case 69
-- fixture: src

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, v * 2 AS w FROM src;

CREATE VIEW vd AS SELECT id, w FROM d;

CREATE DYNAMIC TABLE x TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id FROM vd;
----
error

CREATE DYNAMIC TABLE x TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id FROM DYNAMIC_TABLE_REFRESH_BOUNDARY(vd);

SELECT COUNT(*) AS n FROM x;
----
N
2
