-- source: Snowflake SQL reference, window functions
-- case: sql-cases.tsv 389

SELECT SUM(x) OVER (ORDER BY x ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM (SELECT 1 x UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4) ORDER BY x;
----
*
3
6
9
7
