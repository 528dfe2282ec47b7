-- source: Snowflake SQL reference, window functions
-- case: sql-cases.tsv 382

SELECT LAST_VALUE(x) IGNORE NULLS OVER (ORDER BY o ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM (SELECT 1 o, 5 x UNION ALL SELECT 2, NULL) ORDER BY o;
----
*
5
5
