-- source: Snowflake documentation, "Dynamic table target lag", "Data consistency and pipeline boundaries"
-- case: dynamic-tables.md 22 case 37
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE a TARGET_LAG = DOWNSTREAM WAREHOUSE = wh AS SELECT id, v FROM src;

-- advance 10 seconds
INSERT INTO src VALUES (3,30);

CREATE DYNAMIC TABLE b TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id FROM a;

SELECT COUNT(*) AS n FROM b;
----
N
3

SELECT a.refresh_trigger AS a_trigger, b.refresh_trigger AS b_trigger
FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'a')) a
JOIN TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'b')) b ON a.data_timestamp = b.data_timestamp;
----
A_TRIGGER | B_TRIGGER
CREATION | CREATION
