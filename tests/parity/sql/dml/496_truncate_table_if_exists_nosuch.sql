-- source: Snowflake SQL reference, dml
-- case: sql-cases.tsv 496

TRUNCATE TABLE IF EXISTS nosuch;
