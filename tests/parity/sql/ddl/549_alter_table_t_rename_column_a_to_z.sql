-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 549

CREATE TABLE t (a INT);

ALTER TABLE t RENAME COLUMN a TO z;
