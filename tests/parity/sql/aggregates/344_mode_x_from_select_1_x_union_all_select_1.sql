-- source: Snowflake SQL reference, aggregates
-- case: sql-cases.tsv 344

SELECT MODE(x) FROM (SELECT 1 x UNION ALL SELECT 1 UNION ALL SELECT 2);
----
*
1
