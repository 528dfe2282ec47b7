-- source: Snowflake documentation, "CREATE DYNAMIC TABLE", INITIALIZATION_WAREHOUSE
-- case: dynamic table rules, case 9
-- fixture: src
-- needs: virtual clock

CREATE WAREHOUSE big INITIALLY_SUSPENDED = TRUE;

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh INITIALIZATION_WAREHOUSE = big AS SELECT id FROM src;

INSERT INTO src VALUES (3,30);

-- advance 1 minute
CREATE OR REPLACE TABLE src (id INT, v INT) AS SELECT 1, 1;

-- advance 1 minute
SELECT refresh_action, warehouse FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'd')) WHERE refresh_action <> 'NO_DATA' ORDER BY data_timestamp;
----
REFRESH_ACTION | WAREHOUSE
INCREMENTAL | BIG
INCREMENTAL | WH
REINITIALIZE | BIG
