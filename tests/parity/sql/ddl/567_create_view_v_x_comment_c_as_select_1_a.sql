-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 567

CREATE VIEW v (x COMMENT 'c') AS SELECT 1 a;
