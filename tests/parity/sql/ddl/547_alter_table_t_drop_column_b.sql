-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 547

CREATE TABLE t (a INT, b INT);

ALTER TABLE t DROP COLUMN b;
