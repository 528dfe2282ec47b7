-- source: Snowflake SQL reference, window functions
-- case: sql-cases.tsv 388

SELECT SUM(x) OVER (ORDER BY x) FROM (SELECT 1 x UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4) ORDER BY x;
----
*
1
3
6
10
