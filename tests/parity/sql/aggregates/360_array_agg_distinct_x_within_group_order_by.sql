-- source: Snowflake SQL reference, aggregates
-- case: sql-cases.tsv 360

SELECT ARRAY_AGG(DISTINCT x) WITHIN GROUP (ORDER BY x) FROM (SELECT 1 x UNION ALL SELECT 1 UNION ALL SELECT 2);
----
*
[1,2]
