-- source: Snowflake SQL reference, aggregates
-- case: sql-cases.tsv 362

SELECT ARRAY_UNIQUE_AGG(x) FROM (SELECT 1 x UNION ALL SELECT 1);
----
*
[1]
