-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 408

SELECT TOP 1 x FROM (SELECT 1 x UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4) ORDER BY x DESC;
----
*
4
