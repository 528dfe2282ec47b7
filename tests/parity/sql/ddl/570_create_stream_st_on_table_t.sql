-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 570

CREATE TABLE t (a INT);

CREATE STREAM st ON TABLE t;
