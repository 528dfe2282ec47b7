-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 76

SELECT 'true' = TRUE;
----
*
TRUE
