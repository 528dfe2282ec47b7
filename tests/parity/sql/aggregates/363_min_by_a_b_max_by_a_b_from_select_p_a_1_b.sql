-- source: Snowflake SQL reference, aggregates
-- case: sql-cases.tsv 363

SELECT MIN_BY(a,b), MAX_BY(a,b) FROM (SELECT 'p' a, 1 b UNION ALL SELECT 'q', 2);
----
* | *
p | q
