-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 64

SELECT '5' + 1;
----
*
6
