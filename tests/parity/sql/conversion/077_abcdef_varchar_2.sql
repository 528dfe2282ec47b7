-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 77

SELECT 'abcdef'::VARCHAR(2);
----
error 100078 (22000): String 'abcdef' is too long and would be truncated
