-- source: Snowflake documentation, "Modify dynamic tables", upstream changes
-- case: dynamic table rules, case 25
-- fixture: src
-- needs: virtual clock

CREATE VIEW w AS SELECT id, v FROM src;

CREATE DYNAMIC TABLE d TARGET_LAG = '1 hour' WAREHOUSE = wh REFRESH_MODE = INCREMENTAL AS SELECT id, v FROM w;

CREATE OR REPLACE VIEW w AS SELECT id, v + 1 AS v FROM src;

-- advance 10 seconds
ALTER DYNAMIC TABLE d REFRESH;

SELECT id, v FROM d ORDER BY id;
----
ID | V
1 | 11
2 | 21

CREATE OR REPLACE VIEW w AS SELECT id, v FROM src ORDER BY id LIMIT 1;

-- advance 10 seconds
ALTER DYNAMIC TABLE d REFRESH;
----
error 002766

SELECT refresh_action, state, state_code FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'd')) WHERE refresh_trigger = 'MANUAL' ORDER BY data_timestamp;
----
REFRESH_ACTION | STATE | STATE_CODE
REINITIALIZE | SUCCEEDED | SUCCESS
NULL | FAILED | 002766
