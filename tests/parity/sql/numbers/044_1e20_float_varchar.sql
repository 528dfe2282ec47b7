-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 44

SELECT 1e20::FLOAT::VARCHAR;
----
*
1e+20
