-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 542

CREATE TABLE t (a INT, b INT AS (a+1));
