-- source: Snowflake documentation, "Modify dynamic tables"
-- case: dynamic-tables.md 22 case 53
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE d TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id, v * 2 AS w FROM src;

-- advance 1 second
CREATE OR REPLACE TABLE src (id INT, v INT) CHANGE_TRACKING = TRUE;

INSERT INTO src VALUES (5,50);

-- advance 1 minute
SELECT refresh_action, reinit_reason IS NOT NULL AS has_reason, state FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'd')) WHERE refresh_trigger = 'SCHEDULED';
----
REFRESH_ACTION | HAS_REASON | STATE
REINITIALIZE | TRUE | SUCCEEDED

SELECT * FROM d;
----
ID | W
5 | 100
