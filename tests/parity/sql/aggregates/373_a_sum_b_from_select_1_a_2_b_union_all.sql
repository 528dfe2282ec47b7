-- source: Snowflake SQL reference, aggregates
-- case: sql-cases.tsv 373

SELECT a, SUM(b) FROM (SELECT 1 a, 2 b UNION ALL SELECT 1, 3) GROUP BY ROLLUP(a) ORDER BY 1;
----
* | *
1 | 5
NULL | 5
