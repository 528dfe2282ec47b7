-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 557

CREATE TABLE t (a INT);

ALTER TABLE t SET COMMENT = 'x';
