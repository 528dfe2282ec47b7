-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 562

CREATE TABLE t (a INT);

COMMENT IF EXISTS ON COLUMN t.a IS 'x';
