-- source: Snowflake SQL reference, aggregates
-- case: sql-cases.tsv 374

SELECT a, GROUPING(a), GROUPING_ID(a) FROM (SELECT 1 a) GROUP BY CUBE(a) ORDER BY 2;
----
* | * | *
1 | 0 | 0
NULL | 1 | 1
