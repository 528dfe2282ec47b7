-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 520

CREATE TABLE t (v VECTOR(FLOAT,3));
