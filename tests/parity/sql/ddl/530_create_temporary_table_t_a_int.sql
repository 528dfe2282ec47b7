-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 530

CREATE TEMPORARY TABLE t (a INT);
