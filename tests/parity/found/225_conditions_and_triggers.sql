-- source: Snowflake documentation, "Triggered tasks", "CREATE TASK" (WHEN)
-- case: found case 225
-- needs: virtual clock

-- advance to 2026-01-05 09:00:00
CREATE WAREHOUSE wh INITIALLY_SUSPENDED = TRUE;

USE WAREHOUSE compute_wh;

CREATE TABLE log (x VARCHAR);

CREATE TABLE base (k INT, kept BOOLEAN);

CREATE TABLE other (k INT);

-- the stream need not exist yet
CREATE TASK both WAREHOUSE = wh WHEN SYSTEM$STREAM_HAS_DATA('s1') AND SYSTEM$STREAM_HAS_DATA('s2') AS INSERT INTO log SELECT 'both' FROM s1, s2;

CREATE TASK one WAREHOUSE = wh WHEN SYSTEM$STREAM_HAS_DATA('s3') OR SYSTEM$STREAM_HAS_DATA('s4') AS INSERT INTO log SELECT 'one' FROM (SELECT k FROM s3 UNION ALL SELECT k FROM s4);

CREATE STREAM s1 ON TABLE base;

CREATE STREAM s2 ON TABLE other;

CREATE STREAM s3 ON TABLE base;

CREATE STREAM s4 ON TABLE other;

CREATE VIEW shown AS SELECT k FROM base WHERE kept;

CREATE STREAM sv ON VIEW shown;

CREATE TASK of_view WAREHOUSE = wh WHEN SYSTEM$STREAM_HAS_DATA('sv') AS INSERT INTO log SELECT 'view ' || k FROM sv;

-- it never consumes: the condition stays true, and it runs again every 30 seconds
CREATE STREAM s5 ON TABLE other;

CREATE TASK again WAREHOUSE = wh WHEN SYSTEM$STREAM_HAS_DATA('s5') AS SELECT 1;

ALTER TASK both RESUME;

ALTER TASK one RESUME;

ALTER TASK of_view RESUME;

ALTER TASK again RESUME;

-- advance 1 minute
INSERT INTO base VALUES (1, FALSE);

-- advance 1 minute
SELECT x FROM log ORDER BY x;
----
X
one

INSERT INTO other VALUES (1);

-- advance 100 seconds
SELECT x FROM log ORDER BY x;
----
X
both
one
one

-- a change that the view's filter hides starts a run all the same
SELECT COUNT(*) > 0 AS ran FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'OF_VIEW')) WHERE state = 'SUCCEEDED';
----
RAN
TRUE

SELECT COUNT(*) AS n, COUNT(DISTINCT scheduled_from) AS kinds, MIN(scheduled_from) AS kind FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'AGAIN')) WHERE state = 'SUCCEEDED';
----
N | KINDS | KIND
4 | 1 | TRIGGER

-- data that arrives during a run brings one more run after it
CREATE TABLE slow (k INT);

CREATE STREAM s6 ON TABLE slow;

CREATE TASK long WAREHOUSE = wh WHEN SYSTEM$STREAM_HAS_DATA('s6') AS
BEGIN
    INSERT INTO log SELECT 'long ' || COUNT(*) FROM s6;
    CALL SYSTEM$WAIT(5, 'MINUTES');
END;

ALTER TASK long RESUME;

INSERT INTO slow VALUES (1);

-- advance 1 minute
INSERT INTO slow VALUES (2), (3);

-- advance 12 minutes
SELECT x FROM log WHERE x LIKE 'long%' ORDER BY x;
----
X
long 1
long 2

-- a condition that fails is a failed run without a query
CREATE TASK bad WAREHOUSE = wh SCHEDULE = '1 MINUTE' AS CALL SYSTEM$SET_RETURN_VALUE('many');

CREATE TASK after_bad WAREHOUSE = wh AFTER bad WHEN SYSTEM$GET_PREDECESSOR_RETURN_VALUE()::INT > 1 AS SELECT 1;

ALTER TASK after_bad RESUME;

EXECUTE TASK bad;

-- advance 1 second
SELECT name, state, query_id IS NULL AS unasked FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'AFTER_BAD'));
----
NAME | STATE | UNASKED
AFTER_BAD | FAILED | TRUE
