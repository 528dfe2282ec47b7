-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 51

SELECT 9223372036854775807 + 1;
----
*
9223372036854775808
