-- source: Snowflake SQL reference, aggregates
-- case: sql-cases.tsv 349

SELECT COUNT_IF(x>2) FROM (SELECT 1 x UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4);
----
*
2
