-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 413

SELECT * EXCLUDE b FROM (SELECT 1 a, 2 b);
----
*
1
