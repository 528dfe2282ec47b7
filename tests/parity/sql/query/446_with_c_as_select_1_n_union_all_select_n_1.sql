-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 446

WITH c AS (SELECT 1 n UNION ALL SELECT n+1 FROM c WHERE n < 3) SELECT MAX(n) FROM c;
----
*
3
