-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 568

CREATE TABLE t (a INT);

CREATE MATERIALIZED VIEW v AS SELECT a FROM t;
