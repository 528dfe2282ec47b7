-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 524

CREATE TABLE t (a INT IDENTITY START 1 INCREMENT 1 ORDER);
