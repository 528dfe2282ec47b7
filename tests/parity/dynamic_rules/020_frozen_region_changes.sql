-- source: Snowflake documentation, "Frozen regions and backfill", change the frozen region predicate
-- case: dynamic table rules, case 20
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh FROZEN WHERE (id < 2) AS SELECT id, v * 2 AS w FROM src;

ALTER DYNAMIC TABLE d SET FROZEN WHERE (id <= 2);

SHOW DYNAMIC TABLES LIKE 'd';

SELECT "immutable_where" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
immutable_where
id <= 2

UPDATE src SET v = 99;

INSERT INTO src VALUES (3,30);

-- advance 10 seconds
ALTER DYNAMIC TABLE d REFRESH;

SELECT id, w FROM d ORDER BY id;
----
ID | W
1 | 20
2 | 40
3 | 60

ALTER DYNAMIC TABLE d SET FROZEN WHERE (id < 2);

-- advance 10 seconds
ALTER DYNAMIC TABLE d REFRESH;

SELECT refresh_action FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'd')) ORDER BY data_timestamp;
----
REFRESH_ACTION
INCREMENTAL
INCREMENTAL
REINITIALIZE

SELECT id, w FROM d ORDER BY id;
----
ID | W
1 | 20
2 | 198
3 | 60
