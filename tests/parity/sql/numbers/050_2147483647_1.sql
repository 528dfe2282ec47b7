-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 50

SELECT 2147483647 + 1;
----
*
2147483648
