-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 568
-- gap: not yet: materialized views are refused

CREATE TABLE t (a INT);

CREATE MATERIALIZED VIEW v AS SELECT a FROM t;
