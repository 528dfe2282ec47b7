-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 447

WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n+1 FROM c WHERE n < 3) SELECT COUNT(*) FROM c;
----
*
3
