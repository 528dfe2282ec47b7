-- source: Snowflake SQL reference, window functions
-- case: sql-cases.tsv 392

SELECT x, ROW_NUMBER() OVER (ORDER BY x) rn FROM (SELECT 1 x UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4) QUALIFY rn = 2;
----
* | *
2 | 2
