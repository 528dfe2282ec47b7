-- source: Snowflake SQL reference, window functions
-- case: sql-cases.tsv 396

SELECT MEDIAN(x) OVER (PARTITION BY 1) FROM (SELECT 1 x UNION ALL SELECT 3) LIMIT 1;
----
*
~2\.0*
