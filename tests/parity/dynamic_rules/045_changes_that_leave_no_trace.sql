-- source: Snowflake documentation, "DYNAMIC_TABLE_REFRESH_HISTORY"; "Modify dynamic tables"; DT-9.1, DT-14, DT-18.6
-- case: dynamic table rules, case 45
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, v FROM src WHERE v > 15;

INSERT INTO src VALUES (3,1);

-- advance 48 seconds
SELECT refresh_action, statistics:numInsertedRows::INT AS ins, statistics:numDeletedRows::INT AS del FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'd')) WHERE refresh_trigger = 'SCHEDULED';
----
REFRESH_ACTION | INS | DEL
INCREMENTAL | 0 | 0

TRUNCATE TABLE src;

INSERT INTO src VALUES (2,20),(4,40);

-- advance 48 seconds
SELECT * FROM d;
----
ID | V
2 | 20
4 | 40

SELECT refresh_action, reinit_reason FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'd')) ORDER BY data_timestamp DESC LIMIT 1;
----
REFRESH_ACTION | REINIT_REASON
INCREMENTAL | NULL

INSERT OVERWRITE INTO src VALUES (5,50);

-- advance 48 seconds
SELECT refresh_action FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'd')) ORDER BY data_timestamp DESC LIMIT 1;
----
REFRESH_ACTION
INCREMENTAL

SELECT * FROM d;
----
ID | V
5 | 50
