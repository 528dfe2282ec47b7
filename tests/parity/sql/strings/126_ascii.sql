-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 126

SELECT ASCII('');
----
*
0
