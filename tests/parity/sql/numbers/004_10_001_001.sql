-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 4

SELECT 10.001/.001;
----
*
10001.000000000
