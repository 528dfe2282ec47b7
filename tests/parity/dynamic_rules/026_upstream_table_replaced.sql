-- source: Snowflake documentation, "Modify dynamic tables", upstream changes
-- case: dynamic table rules, case 26
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE a TARGET_LAG = DOWNSTREAM WAREHOUSE = wh AS SELECT id, v FROM src;

CREATE DYNAMIC TABLE b TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id, v FROM a;

CREATE OR REPLACE DYNAMIC TABLE a TARGET_LAG = DOWNSTREAM WAREHOUSE = wh AS SELECT id, v * 2 AS v FROM src;

-- advance 10 seconds
ALTER DYNAMIC TABLE b REFRESH;

SELECT refresh_action, reinit_reason IS NOT NULL AS reasoned FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'b')) WHERE refresh_trigger = 'MANUAL';
----
REFRESH_ACTION | REASONED
REINITIALIZE | TRUE

ALTER DYNAMIC TABLE a RENAME TO a2;

-- advance 10 seconds
ALTER DYNAMIC TABLE b REFRESH;
----
error 002037

ALTER DYNAMIC TABLE a2 RENAME TO a;

-- advance 10 seconds
ALTER DYNAMIC TABLE b REFRESH;

SELECT id, v FROM b ORDER BY id;
----
ID | V
1 | 20
2 | 40
