-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 569
-- The definition reads a table: one that reads none is refused (dynamic-tables.md 2.7).

CREATE TABLE t (a INT);

CREATE WAREHOUSE w;

CREATE DYNAMIC TABLE d TARGET_LAG='1 minute' WAREHOUSE=w AS SELECT a FROM t;
