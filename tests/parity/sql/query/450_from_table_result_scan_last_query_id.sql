-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 450

SELECT 1;

SELECT * FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
