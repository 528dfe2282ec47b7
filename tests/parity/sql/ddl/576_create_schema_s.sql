-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 576

CREATE SCHEMA s;

USE SCHEMA s;

CREATE TABLE t (a INT);

SELECT COUNT(*) FROM s.t;
----
*
0
