-- source: "Using a variable in a SQL statement (binding)", "EXECUTE IMMEDIATE FROM", QUOTED_IDENTIFIERS_IGNORE_CASE
-- case: found case 363

CREATE TABLE t(a INT);

CREATE STAGE files;

-- a variable stands where an option's value may
CREATE PROCEDURE described(comment VARCHAR, days INT) RETURNS VARCHAR AS BEGIN CREATE OR REPLACE TABLE d(a INT) COMMENT = :comment DATA_RETENTION_TIME_IN_DAYS = :days; RETURN 'ok'; END;

CALL described('My table', 0);

SHOW TABLES LIKE 'D' ->> SELECT "comment", "retention_time" FROM $1;
----
comment | retention_time
My table | 0

COPY INTO @files/numbers.csv FROM (SELECT '5') FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE) SINGLE = TRUE;

CREATE PROCEDURE loads(place VARCHAR, on_error VARCHAR) RETURNS INT AS BEGIN COPY INTO t FROM :place ON_ERROR = :on_error FILE_FORMAT = (TYPE = CSV); RETURN SQLROWCOUNT; END;

CALL loads('@files/numbers.csv', 'CONTINUE');

SELECT a FROM t;
----
A
5

CALL loads('numbers.csv', 'CONTINUE');
----
error 001003 (42000)

SET note = 'of the session';

ALTER TABLE t SET COMMENT = $note;

SHOW TABLES LIKE 'T' ->> SELECT "comment" FROM $1;
----
comment
of the session

-- a file of statements: each runs, the answer is the last one's
COPY INTO @files/setup.sql FROM (SELECT 'INSERT INTO t VALUES (1); INSERT INTO t VALUES (2); SELECT SUM(a) AS total FROM t;') FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE) SINGLE = TRUE;

EXECUTE IMMEDIATE FROM @files/setup.sql;
----
TOTAL
8

DECLARE r RESULTSET; BEGIN r := (EXECUTE IMMEDIATE 'EXECUTE IMMEDIATE FROM ''@files/setup.sql'''); RETURN TABLE(r); END;
----
TOTAL
11

EXECUTE IMMEDIATE FROM @files/nothing.sql;
----
error: not found

-- names keep their case
ALTER SESSION SET QUOTED_IDENTIFIERS_IGNORE_CASE = TRUE;
----
error: QUOTED_IDENTIFIERS_IGNORE_CASE
