-- source: Snowflake SQL reference, aggregates
-- case: sql-cases.tsv 371

SELECT HASH_AGG(x) IS NOT NULL FROM (SELECT 1 x);
----
*
TRUE
