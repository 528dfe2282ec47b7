-- source: Snowflake documentation, "CREATE DYNAMIC TABLE", "ALTER DYNAMIC TABLE"
-- case: dynamic-tables.md 22 case 75
-- fixture: src

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, v * 2 AS w FROM src;

CREATE DYNAMIC TABLE e TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, v * 5 AS w FROM src;

ALTER DYNAMIC TABLE d SWAP WITH e;

SELECT * FROM d ORDER BY id;
----
ID | W
1 | 50
2 | 100

SELECT * FROM e ORDER BY id;
----
ID | W
1 | 20
2 | 40

ALTER DYNAMIC TABLE d SWAP WITH src;
----
error
