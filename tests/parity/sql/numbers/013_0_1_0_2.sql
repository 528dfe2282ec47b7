-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 13

SELECT 0.1+0.2;
----
*
0.3
