-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 529

CREATE TRANSIENT TABLE t (a INT);
