-- source: Snowflake SQL reference, window functions
-- case: sql-cases.tsv 380

SELECT x, LAST_VALUE(x) OVER (ORDER BY x) FROM (SELECT 1 x UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4) ORDER BY x;
----
* | *
1 | 4
2 | 4
3 | 4
4 | 4
