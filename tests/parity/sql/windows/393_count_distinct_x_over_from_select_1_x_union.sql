-- source: Snowflake SQL reference, window functions
-- case: sql-cases.tsv 393

SELECT COUNT(DISTINCT x) OVER () FROM (SELECT 1 x UNION ALL SELECT 1);
----
*
1
1
