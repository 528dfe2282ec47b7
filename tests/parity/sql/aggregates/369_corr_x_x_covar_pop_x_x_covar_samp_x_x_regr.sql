-- source: Snowflake SQL reference, aggregates
-- case: sql-cases.tsv 369

SELECT CORR(x,x), COVAR_POP(x,x), COVAR_SAMP(x,x), REGR_SLOPE(x,x) FROM (SELECT 1 x UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4);
----
* | * | * | *
~(1|0\.99999999\d*|1\.00000000\d*) | ~1\.250* | ~1\.66666666\d* | ~(1|0\.99999999\d*|1\.00000000\d*)
