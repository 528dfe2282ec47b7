-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 566

CREATE OR REPLACE SECURE VIEW v COPY GRANTS COMMENT='c' AS SELECT 1 a;
