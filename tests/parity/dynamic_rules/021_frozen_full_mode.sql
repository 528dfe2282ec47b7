-- source: Snowflake documentation, "Frozen regions and backfill", key behaviors
-- case: dynamic table rules, case 21
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh REFRESH_MODE = FULL FROZEN WHERE (id < 2) AS SELECT id, v FROM src;

DELETE FROM src;

INSERT INTO src VALUES (1,100),(3,30);

-- advance 10 seconds
ALTER DYNAMIC TABLE d REFRESH;

SELECT id, v FROM d ORDER BY id;
----
ID | V
1 | 10
3 | 30
