-- source: Snowflake SQL reference, window functions
-- case: sql-cases.tsv 381

SELECT x, NTH_VALUE(x,2) OVER (ORDER BY x) FROM (SELECT 1 x UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4) ORDER BY x;
----
* | *
1 | 2
2 | 2
3 | 2
4 | 2
