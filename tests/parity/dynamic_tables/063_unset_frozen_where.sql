-- source: Snowflake documentation, "Frozen regions and backfill"
-- case: dynamic-tables.md 22 case 63
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh FROZEN WHERE (id < 2) AS SELECT id, v * 2 AS w FROM src;

UPDATE src SET v = 99;

-- advance 1 second
ALTER DYNAMIC TABLE d REFRESH;

ALTER DYNAMIC TABLE d UNSET FROZEN WHERE;

-- advance 1 second
ALTER DYNAMIC TABLE d REFRESH;

SELECT refresh_action FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'd')) ORDER BY data_timestamp DESC LIMIT 1;
----
REFRESH_ACTION
REINITIALIZE

SELECT id, w FROM d ORDER BY id;
----
ID | W
1 | 198
2 | 198
