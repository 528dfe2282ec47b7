-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 553

CREATE TABLE t (a INT);

ALTER TABLE t MODIFY COLUMN a SET NOT NULL;
