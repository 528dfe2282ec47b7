-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 543

CREATE TABLE t (a INT);

ALTER TABLE t ADD COLUMN b INT;
