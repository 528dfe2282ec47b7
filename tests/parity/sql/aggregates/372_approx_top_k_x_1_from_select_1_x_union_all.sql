-- source: Snowflake SQL reference, aggregates
-- case: sql-cases.tsv 372

SELECT APPROX_TOP_K(x,1) FROM (SELECT 1 x UNION ALL SELECT 1 UNION ALL SELECT 2);
----
*
[[1,2]]
