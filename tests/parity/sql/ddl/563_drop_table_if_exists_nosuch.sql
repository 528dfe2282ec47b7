-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 563

DROP TABLE IF EXISTS nosuch;
