-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 142

SELECT 'it\'s';
----
*
it's
