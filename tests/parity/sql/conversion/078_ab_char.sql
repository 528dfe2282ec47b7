-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 78

SELECT 'ab'::CHAR;
----
error 100078 (22000): String 'ab' is too long and would be truncated
