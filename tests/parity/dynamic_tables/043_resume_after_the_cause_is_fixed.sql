-- source: Snowflake documentation, "Manage dynamic tables", suspension
-- case: dynamic-tables.md 22 case 43
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE a TARGET_LAG = DOWNSTREAM WAREHOUSE = wh AS SELECT id, 100/v AS q FROM src;

CREATE DYNAMIC TABLE b TARGET_LAG = '1 minute' WAREHOUSE = wh AS SELECT id FROM a;

INSERT INTO src VALUES (3,0);

-- advance 5 minutes
UPDATE src SET v = 5 WHERE id = 3;

ALTER DYNAMIC TABLE a RESUME;

SHOW DYNAMIC TABLES;

SELECT "name", "scheduling_state" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name | scheduling_state
A | ACTIVE
B | ACTIVE

SELECT COUNT(*) AS n FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY()) WHERE refresh_trigger = 'SCHEDULED' AND state = 'SUCCEEDED';
----
N
0

-- advance 48 seconds
SELECT name, state FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY()) WHERE refresh_trigger = 'SCHEDULED' AND state = 'SUCCEEDED' ORDER BY name;
----
NAME | STATE
A | SUCCEEDED
B | SUCCEEDED

SELECT COUNT(*) AS n FROM b;
----
N
3
