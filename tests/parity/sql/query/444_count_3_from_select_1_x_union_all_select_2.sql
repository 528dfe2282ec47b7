-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 444

SELECT COUNT(*) <= 3 FROM (SELECT 1 x UNION ALL SELECT 2 UNION ALL SELECT 3) TABLESAMPLE BERNOULLI (50) SEED (1);
----
*
TRUE
