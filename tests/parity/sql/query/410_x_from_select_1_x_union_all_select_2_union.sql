-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 410

SELECT x FROM (SELECT 1 x UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4) ORDER BY x LIMIT 1 OFFSET 1;
----
*
2
