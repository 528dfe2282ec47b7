-- source: Snowflake documentation, "CREATE DYNAMIC TABLE", "Understanding dynamic table refresh"
-- case: dynamic-tables.md 22 case 9
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, v * 2 AS w FROM src;

INSERT INTO src VALUES (3,30);

DELETE FROM src WHERE id = 3;

-- advance 1 second
ALTER DYNAMIC TABLE d REFRESH;

SELECT statistics:numInsertedRows::INT AS inserted, statistics:numDeletedRows::INT AS deleted
FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'd')) WHERE refresh_trigger = 'MANUAL';
----
INSERTED | DELETED
0 | 0

SELECT refresh_trigger, refresh_action, state
FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'd')) ORDER BY data_timestamp;
----
REFRESH_TRIGGER | REFRESH_ACTION | STATE
CREATION | INCREMENTAL | SUCCEEDED
MANUAL | INCREMENTAL | SUCCEEDED
