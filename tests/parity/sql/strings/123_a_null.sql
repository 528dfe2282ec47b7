-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 123

SELECT 'a' || NULL;
----
*
NULL
