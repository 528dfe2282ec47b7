-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 565

CREATE TABLE t (a INT);

DROP TABLE t CASCADE;
