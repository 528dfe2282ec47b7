-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 137

SELECT 'a_b' LIKE 'a^_b' ESCAPE '^';
----
*
TRUE
