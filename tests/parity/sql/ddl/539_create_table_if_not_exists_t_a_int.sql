-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 539

CREATE TABLE t (a INT);

CREATE TABLE IF NOT EXISTS t (a INT);
