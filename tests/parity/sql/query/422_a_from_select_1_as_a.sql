-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 422

SELECT a FROM (SELECT 1 AS a);
----
A
1
