-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 43

SELECT 3::FLOAT::VARCHAR;
----
*
3
