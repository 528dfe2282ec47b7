-- source: Snowflake SQL reference, aggregates
-- case: sql-cases.tsv 351

SELECT STDDEV(x), VARIANCE(x) FROM (SELECT 1 x);
----
* | *
NULL | NULL
