-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 423

SELECT 1+1, COUNT(*) FROM (SELECT 1);
----
1+1 | COUNT(*)
2 | 1
