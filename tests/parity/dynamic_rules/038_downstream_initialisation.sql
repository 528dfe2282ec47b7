-- source: Snowflake documentation, "Understanding dynamic table initialization and refresh"
-- case: dynamic table rules, case 38
-- fixture: src
-- needs: virtual clock

CREATE DYNAMIC TABLE dt1 TARGET_LAG = DOWNSTREAM WAREHOUSE = wh INITIALIZE = ON_SCHEDULE AS SELECT id FROM src;

-- advance 2 hours
SELECT COUNT(*) AS n FROM dt1;
----
error 002741: is not initialized

CREATE DYNAMIC TABLE dt2 TARGET_LAG = '30 minutes' WAREHOUSE = wh INITIALIZE = ON_SCHEDULE AS SELECT id FROM dt1;

-- advance 30 minutes
SELECT (SELECT COUNT(*) FROM dt1) AS one, (SELECT COUNT(*) FROM dt2) AS two;
----
ONE | TWO
2 | 2

SELECT COUNT(DISTINCT data_timestamp) AS stamps, MIN(refresh_trigger) AS how FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME_PREFIX => 'DB1.S1.DT')) WHERE refresh_action <> 'NO_DATA';
----
STAMPS | HOW
1 | SCHEDULED
