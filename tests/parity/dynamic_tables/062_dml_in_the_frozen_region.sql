-- source: Snowflake documentation, "Frozen regions and backfill"
-- case: dynamic-tables.md 22 case 62
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh FROZEN WHERE (id < 2) AS SELECT id, v * 2 AS w FROM src;

DELETE FROM d WHERE id = 2;
----
error

DELETE FROM d WHERE id = 1;

INSERT INTO src VALUES (3,30);

-- advance 1 second
ALTER DYNAMIC TABLE d REFRESH;

SELECT id, w FROM d ORDER BY id;
----
ID | W
2 | 40
3 | 60
