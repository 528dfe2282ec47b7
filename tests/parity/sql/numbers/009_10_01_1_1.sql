-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 9

SELECT 10.01*1.1;
----
*
11.011
