-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 45

SELECT 1e3;
----
*
1000
