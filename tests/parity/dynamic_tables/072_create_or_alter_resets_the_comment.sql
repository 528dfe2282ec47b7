-- source: Snowflake documentation, "CREATE DYNAMIC TABLE", "ALTER DYNAMIC TABLE"
-- case: dynamic-tables.md 22 case 72
-- fixture: src

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh COMMENT = 'c' AS SELECT id, v * 2 AS w FROM src;

SHOW DYNAMIC TABLES LIKE 'd';

SELECT "comment" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
comment
c

CREATE OR ALTER DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, v * 2 AS w FROM src;

SHOW DYNAMIC TABLES LIKE 'd';

SELECT "comment" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
comment
''
