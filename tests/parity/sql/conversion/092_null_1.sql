-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 92

SELECT NULL + 1;
----
*
NULL
