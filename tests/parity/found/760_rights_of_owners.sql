-- source: Snowflake documentation, "Introduction to tasks" (running tasks, task security), "Overview of views", "CREATE FUNCTION" (usage notes), "Introduction to streams" (required access privileges), "Understanding dynamic table access control"
-- case: found case 760
-- needs: virtual clock

CREATE WAREHOUSE wh INITIALLY_SUSPENDED = TRUE;

CREATE TABLE source (a INT);

CREATE TABLE target (a INT);

INSERT INTO source VALUES (1);

CREATE ROLE keeper;

GRANT ROLE keeper TO ROLE ACCOUNTADMIN;

GRANT USAGE ON WAREHOUSE wh TO ROLE keeper;

GRANT USAGE ON DATABASE db1 TO ROLE keeper;

GRANT USAGE ON SCHEMA db1.s1 TO ROLE keeper;

GRANT EXECUTE TASK ON ACCOUNT TO ROLE keeper;

CREATE TASK copied WAREHOUSE = wh SCHEDULE = '10 MINUTES' AS INSERT INTO target SELECT a FROM source;

GRANT OWNERSHIP ON TASK copied TO ROLE keeper;

GRANT INSERT ON TABLE target TO ROLE keeper;

ALTER TASK copied RESUME;

-- the owner must not read the source
-- advance 11 minutes
GRANT SELECT ON TABLE source TO ROLE keeper;

-- advance 10 minutes
REVOKE INSERT ON TABLE target FROM ROLE keeper;

-- advance 10 minutes
SELECT state, error_code FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'COPIED')) WHERE state <> 'SCHEDULED' ORDER BY scheduled_time;
----
STATE | ERROR_CODE
FAILED | 002003
SUCCEEDED | NULL
FAILED | 002003

SELECT a FROM target;
----
A
1

CREATE VIEW seen AS SELECT a FROM source;

GRANT OWNERSHIP ON VIEW seen TO ROLE keeper;

SELECT a FROM seen;
----
A
1

CREATE FUNCTION greatest_a() RETURNS INT AS 'SELECT MAX(a) FROM source';

GRANT OWNERSHIP ON FUNCTION greatest_a() TO ROLE keeper;

SELECT greatest_a() AS a;
----
A
1

REVOKE SELECT ON TABLE source FROM ROLE keeper;

SELECT a FROM seen;
----
error 002037 (42601): Failure during expansion of view 'SEEN'

SELECT greatest_a() AS a;
----
error 002003

-- a stream takes a privilege on its source too
CREATE STREAM changed ON TABLE source;

GRANT SELECT ON STREAM changed TO ROLE keeper;

USE ROLE keeper;

SELECT a FROM changed;
----
error 091901
