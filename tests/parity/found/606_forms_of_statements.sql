-- source: Snowflake SQL reference: ALTER TABLE ("ADD [COLUMN] [IF NOT EXISTS]"), CREATE TABLE (AUTOINCREMENT), CREATE MATERIALIZED VIEW (COPY GRANTS before the columns), GRANT ("Enabling other roles to use schemas in the SNOWFLAKE database")
-- case: found case 606

CREATE TABLE t (k INT);

ALTER TABLE t ADD a INT, IF NOT EXISTS k VARCHAR, COLUMN IF NOT EXISTS b INT DEFAULT 3;
----
status
Statement executed successfully.

INSERT INTO t (k) VALUES (1);

SELECT * FROM t;
----
K | A | B
1 | NULL | 3

ALTER TABLE t ADD IF NOT EXISTS c INT, a INT;
----
error 001430 (42601)

SELECT * FROM t;
----
K | A | B
1 | NULL | 3

CREATE TABLE n (x INT, y INT AUTOINCREMENT INCREMENT 2 START 10);

INSERT INTO n (x) VALUES (1), (2);

SELECT * FROM n ORDER BY x;
----
X | Y
1 | 10
2 | 12

CREATE MATERIALIZED VIEW m COPY GRANTS (one) AS SELECT k FROM t;

SELECT one FROM m;
----
ONE
1

GRANT IMPORTED PRIVILEGES ON DATABASE SNOWFLAKE TO ROLE SYSADMIN;
----
status
Statement executed successfully.

GRANT IMPORTED PRIVILEGES ON DATABASE db1 TO ROLE SYSADMIN;
----
error 000002 (0A000)

COPY INTO t FROM 's3://bucket/path/' FILE_FORMAT = (TYPE = CSV);
----
error 000002 (0A000)

COPY INTO 'gcs://bucket/path/' FROM t;
----
error 000002 (0A000)

SELECT SNOWFLAKE.CORTEX.SENTIMENT('fine');
----
error 000002 (0A000)

CREATE TABLE e (a INT, "" INT);
----
error 000002 (0A000)
