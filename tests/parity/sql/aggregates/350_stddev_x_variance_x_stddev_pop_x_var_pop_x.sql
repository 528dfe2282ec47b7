-- source: Snowflake SQL reference, aggregates
-- case: sql-cases.tsv 350

SELECT STDDEV(x), VARIANCE(x), STDDEV_POP(x), VAR_POP(x) FROM (SELECT 1 x UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4);
----
* | * | * | *
~1\.29099444\d* | 1.666667 | ~1\.11803398\d* | 1.250000
