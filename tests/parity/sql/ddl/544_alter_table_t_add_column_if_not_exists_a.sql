-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 544

CREATE TABLE t (a INT);

ALTER TABLE t ADD COLUMN IF NOT EXISTS a INT;
