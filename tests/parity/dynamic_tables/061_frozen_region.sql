-- source: Snowflake documentation, "Frozen regions and backfill"
-- case: dynamic-tables.md 22 case 61
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh FROZEN WHERE (id < 2) AS SELECT id, v * 2 AS w FROM src;

UPDATE src SET v = 99;

-- advance 1 second
ALTER DYNAMIC TABLE d REFRESH;

SELECT id, w, METADATA$IS_FROZEN FROM d ORDER BY id;
----
ID | W | METADATA$IS_FROZEN
1 | 20 | TRUE
2 | 198 | FALSE
