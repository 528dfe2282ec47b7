-- source: Snowflake SQL reference, conversion and coercion
-- case: sql-cases.tsv 66

SELECT x + 0 FROM (SELECT '5'::VARCHAR x);
----
*
5.00000
