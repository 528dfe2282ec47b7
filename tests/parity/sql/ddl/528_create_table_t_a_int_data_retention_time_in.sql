-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 528

CREATE TABLE t (a INT) DATA_RETENTION_TIME_IN_DAYS = 1;
