-- source: Snowflake SQL reference, aggregates
-- case: sql-cases.tsv 365

SELECT COUNT(DISTINCT a,b) FROM (SELECT 1 a, 1 b UNION ALL SELECT 1, 2 UNION ALL SELECT 1, NULL);
----
*
2
