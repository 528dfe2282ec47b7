-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 556

CREATE TABLE t (a INT);

ALTER TABLE t CLUSTER BY (a);
