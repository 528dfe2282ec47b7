-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 548

CREATE TABLE t (a INT, b INT, c INT);

ALTER TABLE t DROP COLUMN b, c;
