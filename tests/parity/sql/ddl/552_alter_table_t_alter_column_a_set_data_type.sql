-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 552

CREATE TABLE t (a VARCHAR(100));

ALTER TABLE t ALTER COLUMN a SET DATA TYPE VARCHAR(200);
