-- source: Snowflake SQL reference, aggregates
-- case: sql-cases.tsv 364

SELECT MAX_BY(a,b,1) FROM (SELECT 'p' a, 1 b UNION ALL SELECT 'q', 2);
----
*
["q"]
