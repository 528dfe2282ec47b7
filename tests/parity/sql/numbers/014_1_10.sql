-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 14

SELECT 1.10;
----
*
1.10
