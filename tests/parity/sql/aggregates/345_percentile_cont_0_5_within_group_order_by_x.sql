-- source: Snowflake SQL reference, aggregates
-- case: sql-cases.tsv 345

SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY x) FROM (SELECT 1 x UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4);
----
*
~2\.500
