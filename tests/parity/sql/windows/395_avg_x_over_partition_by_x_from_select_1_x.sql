-- source: Snowflake SQL reference, window functions (unconfirmed)
-- case: sql-cases.tsv 395

SELECT AVG(x) OVER (PARTITION BY x) FROM (SELECT 1 x UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4) ORDER BY x LIMIT 1;
----
*
1.000
