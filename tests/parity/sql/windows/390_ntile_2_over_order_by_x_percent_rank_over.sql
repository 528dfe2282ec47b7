-- source: Snowflake SQL reference, window functions
-- case: sql-cases.tsv 390

SELECT NTILE(2) OVER (ORDER BY x), PERCENT_RANK() OVER (ORDER BY x), CUME_DIST() OVER (ORDER BY x) FROM (SELECT 1 x UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4) ORDER BY x LIMIT 1;
----
* | * | *
1 | 0 | 0.25
