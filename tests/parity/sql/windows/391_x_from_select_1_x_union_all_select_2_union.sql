-- source: Snowflake SQL reference, window functions
-- case: sql-cases.tsv 391

SELECT x FROM (SELECT 1 x UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4) QUALIFY ROW_NUMBER() OVER (ORDER BY x DESC) = 1;
----
*
4
