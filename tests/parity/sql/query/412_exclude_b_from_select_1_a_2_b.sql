-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 412

SELECT * EXCLUDE (b) FROM (SELECT 1 a, 2 b);
----
*
1
