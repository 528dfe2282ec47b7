-- source: Snowflake documentation, "ALTER PIPE", "Manage Snowpipe", "SYSTEM$PIPE_STATUS", "SYSTEM$PIPE_FORCE_RESUME"
-- case: found case 626
-- needs: virtual clock

CREATE STAGE files FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE);

CREATE TABLE orders (id INT);

COPY INTO @files/in/1/a.csv FROM (SELECT 1) SINGLE = TRUE;

COPY INTO @files/in/2/b.csv FROM (SELECT 2) SINGLE = TRUE;

COPY INTO @files/out/c.csv FROM (SELECT 3) SINGLE = TRUE;

CREATE PIPE loader AS COPY INTO orders FROM @files/in/;

ALTER PIPE loader REFRESH PREFIX = '2/';
----
File | Status
in/2/b.csv | SENT

-- advance 60 seconds
SELECT id FROM orders ORDER BY id;
----
ID
2

ALTER PIPE loader SET PIPE_EXECUTION_PAUSED = TRUE;
----
status
Statement executed successfully.

ALTER PIPE loader REFRESH;
----
File | Status
in/1/a.csv | SENT

-- advance 60 seconds
SELECT p:executionState::STRING AS state, p:pendingFileCount::INT AS pending, p:oldestPendingFilePath::STRING AS oldest FROM (SELECT PARSE_JSON(SYSTEM$PIPE_STATUS('loader')) AS p);
----
STATE | PENDING | OLDEST
PAUSED | 1 | in/1/a.csv

SELECT id FROM orders ORDER BY id;
----
ID
2

ALTER PIPE loader SET PIPE_EXECUTION_PAUSED = FALSE;

-- advance 60 seconds
SELECT p:executionState::STRING AS state, p:pendingFileCount::INT AS pending, p:oldestPendingFilePath IS NULL AS none FROM (SELECT PARSE_JSON(SYSTEM$PIPE_STATUS('loader')) AS p);
----
STATE | PENDING | NONE
RUNNING | 0 | TRUE

SELECT id FROM orders ORDER BY id;
----
ID
1
2

SELECT SYSTEM$PIPE_STATUS('nobody');
----
error 002003

ALTER PIPE IF EXISTS nobody REFRESH;
----
status
Statement executed successfully.

ALTER PIPE nobody REFRESH;
----
error 002003
