-- source: Snowflake SQL reference, aggregates
-- case: sql-cases.tsv 377

SELECT SUM(x), COUNT(x), MAX(x) FROM (SELECT 1 x WHERE FALSE);
----
* | * | *
NULL | 0 | NULL
