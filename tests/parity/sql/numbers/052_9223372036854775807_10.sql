-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 52

SELECT 9223372036854775807 * 10;
----
*
92233720368547758070
