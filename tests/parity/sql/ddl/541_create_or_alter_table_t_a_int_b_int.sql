-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 541

CREATE OR ALTER TABLE t (a INT, b INT);
