-- source: Snowflake documentation, "CREATE DYNAMIC TABLE"
-- case: dynamic-tables.md 22 case 15
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, v * 2 AS w FROM src;

CREATE OR REPLACE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT 1/(id-1) AS x FROM src;
----
error

SELECT * FROM d ORDER BY id;
----
ID | W
1 | 20
2 | 40

INSERT INTO src VALUES (3,30);

-- advance 60 seconds
SELECT COUNT(*) AS n FROM d;
----
N
3
