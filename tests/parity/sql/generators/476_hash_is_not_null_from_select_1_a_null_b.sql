-- source: Snowflake SQL reference, generators, random, hash
-- case: sql-cases.tsv 476

SELECT HASH(*) IS NOT NULL FROM (SELECT 1 a, NULL b);
----
*
TRUE
