-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 16

SELECT 5.5 % 2;
----
*
1.5
