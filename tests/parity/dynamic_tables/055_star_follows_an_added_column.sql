-- source: Snowflake documentation, "Modify dynamic tables"
-- case: dynamic-tables.md 22 case 55
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT * FROM src;

ALTER TABLE src ADD COLUMN z INT;

INSERT INTO src VALUES (3,30,7);

-- advance 1 second
ALTER DYNAMIC TABLE d REFRESH;

SELECT * FROM d ORDER BY id;
----
ID | V | Z
1 | 10 | NULL
2 | 20 | NULL
3 | 30 | 7

SELECT refresh_trigger, refresh_action, state
FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'd')) ORDER BY data_timestamp;
----
REFRESH_TRIGGER | REFRESH_ACTION | STATE
CREATION | INCREMENTAL | SUCCEEDED
MANUAL | INCREMENTAL | SUCCEEDED
