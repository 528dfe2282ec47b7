-- source: Snowflake SQL reference, window functions
-- case: sql-cases.tsv 379

SELECT x, RATIO_TO_REPORT(x) OVER () FROM (SELECT 1 x UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4) ORDER BY x;
----
* | *
1 | 0.100000
2 | 0.200000
3 | 0.300000
4 | 0.400000
