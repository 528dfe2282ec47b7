-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 85

SELECT X'4869'::VARCHAR;
----
*
4869
