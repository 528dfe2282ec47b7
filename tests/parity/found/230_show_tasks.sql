-- source: Snowflake documentation, "SHOW TASKS"
-- case: found case 230
-- needs: virtual clock

-- advance to 2026-01-05 09:00:00
CREATE WAREHOUSE wh INITIALLY_SUSPENDED = TRUE;

USE WAREHOUSE compute_wh;

CREATE TABLE log (x VARCHAR);

CREATE TASK r1 WAREHOUSE = wh OVERLAP_POLICY = ALLOW_CHILD_OVERLAP AS SELECT 1;

CREATE TASK r2 WAREHOUSE = wh OVERLAP_POLICY = ALLOW_ALL_OVERLAP AS SELECT 1;

CREATE TASK c1 WAREHOUSE = wh AFTER r1 AS SELECT 1;

CREATE TASK f1 WAREHOUSE = wh FINALIZE = r1 AS SELECT 1;

CREATE SCHEMA s0;

CREATE TASK r3 SCHEDULE = '1 HOUR' AS SELECT 1;

SHOW TASKS IN DATABASE;

SELECT "schema_name", "name", "allow_overlapping_execution", "overlap_policy" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
schema_name | name | allow_overlapping_execution | overlap_policy
S0 | R3 | false | NO_OVERLAP
S1 | C1 | null | NULL
S1 | F1 | null | NULL
S1 | R1 | true | ALLOW_CHILD_OVERLAP
S1 | R2 | false | ALLOW_ALL_OVERLAP

SHOW TASKS LIKE '%1' IN SCHEMA s1 ROOT ONLY;

SELECT "name" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID())) WHERE "name" <> 'F1';
----
name
R1

SHOW TASKS IN ACCOUNT STARTS WITH 'R' LIMIT 1 FROM 'R1';

SELECT "name" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name
R2

DESCRIBE TASK s1.c1;

SELECT "name", "state", "last_committed_on" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
----
name | state | last_committed_on
C1 | suspended | NULL
