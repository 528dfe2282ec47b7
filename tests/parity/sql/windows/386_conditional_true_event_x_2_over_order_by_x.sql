-- source: Snowflake SQL reference, window functions
-- case: sql-cases.tsv 386

SELECT CONDITIONAL_TRUE_EVENT(x>2) OVER (ORDER BY x) FROM (SELECT 1 x UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4) ORDER BY x;
----
*
0
0
1
2
