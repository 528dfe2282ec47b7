-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 411

SELECT COUNT(*) FROM (SELECT x FROM (SELECT 1 x UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4) LIMIT NULL);
----
*
4
