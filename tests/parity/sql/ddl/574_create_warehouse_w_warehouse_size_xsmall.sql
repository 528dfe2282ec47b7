-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 574

CREATE WAREHOUSE w WAREHOUSE_SIZE=XSMALL AUTO_SUSPEND=60;
