-- source: Snowflake documentation, "Snowflake generation 2 standard warehouses", "ALTER WAREHOUSE"
-- case: found case 221
-- needs: virtual clock

CREATE WAREHOUSE newer WAREHOUSE_SIZE = SMALL GENERATION = '2' AUTO_SUSPEND = 0 INITIALLY_SUSPENDED = TRUE;

SHOW WAREHOUSES LIKE 'newer';

SELECT "size", "generation" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
size | generation
Small | 2

ALTER WAREHOUSE newer RESUME;

-- advance 1 hour
ALTER WAREHOUSE newer SUSPEND;

SELECT ROUND(SUM(credits_used), 2) AS credits FROM TABLE(INFORMATION_SCHEMA.WAREHOUSE_METERING_HISTORY(DATEADD(hour, -3, CURRENT_TIMESTAMP()), CURRENT_TIMESTAMP(), 'NEWER'));
----
CREDITS
2.70

-- the largest sizes exist in the first generation only
ALTER WAREHOUSE newer SET WAREHOUSE_SIZE = X5LARGE;
----
error

ALTER WAREHOUSE newer SET WAREHOUSE_SIZE = X5LARGE GENERATION = '1';

ALTER WAREHOUSE newer SET WAREHOUSE_SIZE = MEDIUM WAIT_FOR_COMPLETION = TRUE;

-- it belongs to a size
ALTER WAREHOUSE newer SET WAIT_FOR_COMPLETION = TRUE;
----
error

SHOW WAREHOUSES LIKE 'newer';

SELECT "size", "generation" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
size | generation
Medium | 1
