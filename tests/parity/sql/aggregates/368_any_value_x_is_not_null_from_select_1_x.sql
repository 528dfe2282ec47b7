-- source: Snowflake SQL reference, aggregates
-- case: sql-cases.tsv 368

SELECT ANY_VALUE(x) IS NOT NULL FROM (SELECT 1 x UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4);
----
*
TRUE
