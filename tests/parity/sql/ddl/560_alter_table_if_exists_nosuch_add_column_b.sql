-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 560

ALTER TABLE IF EXISTS nosuch ADD COLUMN b INT;
