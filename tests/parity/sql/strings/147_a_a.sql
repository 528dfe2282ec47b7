-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 147

SELECT 'a' = 'a ';
----
*
FALSE
