-- source: Snowflake documentation, "ALTER DYNAMIC TABLE", semantics for a multi-table list
-- case: dynamic table rules, case 1
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE a TARGET_LAG = DOWNSTREAM WAREHOUSE = wh AS SELECT id, v FROM src;

CREATE DYNAMIC TABLE b TARGET_LAG = '1 hour' WAREHOUSE = wh AS SELECT id, v + 1 AS v FROM a;

CREATE DYNAMIC TABLE c SCHEDULER = DISABLE WAREHOUSE = wh AS SELECT id, v + 2 AS v FROM a;

INSERT INTO src VALUES (3,30);

-- advance 10 seconds
ALTER DYNAMIC TABLE b, c REFRESH;

SELECT COUNT(*) AS refreshes, COUNT(DISTINCT data_timestamp) AS timestamps, MIN(refresh_trigger) AS trigger FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY()) WHERE refresh_trigger = 'MANUAL';
----
REFRESHES | TIMESTAMPS | TRIGGER
3 | 1 | MANUAL

SELECT (SELECT COUNT(*) FROM b) AS b, (SELECT COUNT(*) FROM c) AS c;
----
B | C
3 | 3
