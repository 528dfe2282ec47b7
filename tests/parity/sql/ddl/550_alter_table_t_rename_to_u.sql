-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 550

CREATE TABLE t (a INT);

ALTER TABLE t RENAME TO u;
