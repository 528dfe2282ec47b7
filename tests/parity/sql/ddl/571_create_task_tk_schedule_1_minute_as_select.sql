-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 571

CREATE TASK tk SCHEDULE='1 minute' AS SELECT 1;
