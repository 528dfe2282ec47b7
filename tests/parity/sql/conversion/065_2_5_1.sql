-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 65

SELECT '2.5' + 1;
----
*
3.5
