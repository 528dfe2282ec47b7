-- source: Snowflake SQL reference, window functions
-- case: sql-cases.tsv 383

SELECT FIRST_VALUE(x IGNORE NULLS) OVER (ORDER BY o) FROM (SELECT 1 o, NULL x UNION ALL SELECT 2, 5) ORDER BY o;
----
*
5
5
