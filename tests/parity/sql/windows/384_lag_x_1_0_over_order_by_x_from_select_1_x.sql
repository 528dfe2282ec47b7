-- source: Snowflake SQL reference, window functions
-- case: sql-cases.tsv 384

SELECT LAG(x,1,0) OVER (ORDER BY x) FROM (SELECT 1 x UNION ALL SELECT 2) ORDER BY x;
----
*
0
1
