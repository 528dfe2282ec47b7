-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 12

SELECT 1.5+1;
----
*
2.5
