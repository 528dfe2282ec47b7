-- source: Snowflake SQL reference, aggregates
-- case: sql-cases.tsv 352

SELECT VARIANCE_SAMP(x), VAR_SAMP(x), VARIANCE_POP(x) FROM (SELECT 1 x UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4);
----
* | * | *
1.666667 | 1.666667 | 1.250000
