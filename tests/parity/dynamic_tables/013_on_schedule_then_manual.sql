-- source: Snowflake documentation, "CREATE DYNAMIC TABLE", "Understanding dynamic table refresh"
-- case: dynamic-tables.md 22 case 13
-- fixture: src

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh INITIALIZE = ON_SCHEDULE AS SELECT id, v * 2 AS w FROM src;

ALTER DYNAMIC TABLE d REFRESH;

SELECT COUNT(*) AS n FROM d;
----
N
2

SELECT refresh_trigger FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'd')) ORDER BY data_timestamp LIMIT 1;
----
REFRESH_TRIGGER
MANUAL
