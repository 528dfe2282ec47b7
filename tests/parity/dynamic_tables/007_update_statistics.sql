-- source: Snowflake documentation, "CREATE DYNAMIC TABLE", "Understanding dynamic table refresh"
-- case: dynamic-tables.md 22 case 7
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, v * 2 AS w FROM src;

UPDATE src SET v = 11 WHERE id = 1;

-- advance 1 second
ALTER DYNAMIC TABLE d REFRESH;

SELECT statistics:numInsertedRows::INT AS inserted, statistics:numDeletedRows::INT AS deleted
FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'd')) WHERE refresh_trigger = 'MANUAL';
----
INSERTED | DELETED
1 | 1

SELECT * FROM d ORDER BY id;
----
ID | W
1 | 22
2 | 40
