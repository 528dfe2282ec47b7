-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 535

CREATE TABLE t (a INT);

CREATE TABLE t2 LIKE t;
