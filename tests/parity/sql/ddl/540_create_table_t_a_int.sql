-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 540

CREATE TABLE t (a INT);

CREATE TABLE t (a INT);
----
error 002002 (42710): already exists.
