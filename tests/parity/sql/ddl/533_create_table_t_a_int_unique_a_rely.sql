-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 533

CREATE TABLE t (a INT, UNIQUE (a) RELY);
