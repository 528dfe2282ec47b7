-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 542
-- gap: not yet: virtual columns are refused

CREATE TABLE t (a INT, b INT AS (a+1));
