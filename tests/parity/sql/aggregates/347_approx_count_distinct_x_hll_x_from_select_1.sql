-- source: Snowflake SQL reference, aggregates
-- case: sql-cases.tsv 347

SELECT APPROX_COUNT_DISTINCT(x), HLL(x) FROM (SELECT 1 x UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4);
----
* | *
4 | 4
