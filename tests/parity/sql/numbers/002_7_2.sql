-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 2

SELECT 7/2;
----
*
3.500000
