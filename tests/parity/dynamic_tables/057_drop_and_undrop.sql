-- source: Snowflake documentation, "Modify dynamic tables"
-- case: dynamic-tables.md 22 case 57
-- fixture: src

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, v * 2 AS w FROM src;

DROP DYNAMIC TABLE d;

UNDROP DYNAMIC TABLE d;

SELECT * FROM d ORDER BY id;
----
ID | W
1 | 20
2 | 40

DROP DYNAMIC TABLE d;

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, v * 2 AS w FROM src;

UNDROP DYNAMIC TABLE d;
----
error: Dynamic table 'D' already exists.
