-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 575

CREATE DATABASE d;
