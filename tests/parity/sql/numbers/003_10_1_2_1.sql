-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 3

SELECT 10.1/2.1;
----
*
4.8095238
