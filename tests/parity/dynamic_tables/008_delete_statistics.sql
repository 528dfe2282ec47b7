-- source: Snowflake documentation, "CREATE DYNAMIC TABLE", "Understanding dynamic table refresh"
-- case: dynamic-tables.md 22 case 8
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, v * 2 AS w FROM src;

DELETE FROM src WHERE id = 2;

-- advance 1 second
ALTER DYNAMIC TABLE d REFRESH;

SELECT statistics:numInsertedRows::INT AS inserted, statistics:numDeletedRows::INT AS deleted
FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'd')) WHERE refresh_trigger = 'MANUAL';
----
INSERTED | DELETED
0 | 1
