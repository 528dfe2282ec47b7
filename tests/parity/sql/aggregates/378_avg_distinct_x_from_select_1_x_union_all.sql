-- source: Snowflake SQL reference, aggregates
-- case: sql-cases.tsv 378

SELECT AVG(DISTINCT x) FROM (SELECT 1 x UNION ALL SELECT 1 UNION ALL SELECT 2);
----
*
1.500000
