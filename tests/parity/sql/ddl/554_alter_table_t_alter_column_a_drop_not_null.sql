-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 554

CREATE TABLE t (a INT NOT NULL);

ALTER TABLE t ALTER COLUMN a DROP NOT NULL;
