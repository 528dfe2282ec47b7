-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 93

SELECT TRY_TO_BINARY('zz');
----
*
NULL
