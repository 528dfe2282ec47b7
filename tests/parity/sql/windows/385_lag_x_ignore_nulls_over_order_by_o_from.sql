-- source: Snowflake SQL reference, window functions
-- case: sql-cases.tsv 385

SELECT LAG(x) IGNORE NULLS OVER (ORDER BY o) FROM (SELECT 1 o, 5 x UNION ALL SELECT 2, NULL UNION ALL SELECT 3, 7) ORDER BY o;
----
*
NULL
5
5
