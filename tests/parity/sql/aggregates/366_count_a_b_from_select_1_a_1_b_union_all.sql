-- source: Snowflake SQL reference, aggregates
-- case: sql-cases.tsv 366

SELECT COUNT(a,b) FROM (SELECT 1 a, 1 b UNION ALL SELECT 1, NULL);
----
*
1
