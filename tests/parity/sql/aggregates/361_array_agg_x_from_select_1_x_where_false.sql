-- source: Snowflake SQL reference, aggregates
-- case: sql-cases.tsv 361

SELECT ARRAY_AGG(x) FROM (SELECT 1 x WHERE FALSE);
----
*
[]
