-- source: Snowflake SQL reference, aggregates
-- case: sql-cases.tsv 370

SELECT SKEW(x), KURTOSIS(x) FROM (SELECT 1 x UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4);
----
* | *
~-?0(\.0+\d*)? | ~-1\.(20*\d*|1999\d*)
