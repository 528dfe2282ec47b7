-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 1

SELECT 1/3;
----
*
0.333333
