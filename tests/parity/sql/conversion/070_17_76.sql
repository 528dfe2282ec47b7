-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 70

SELECT 17 || '76';
----
*
1776
