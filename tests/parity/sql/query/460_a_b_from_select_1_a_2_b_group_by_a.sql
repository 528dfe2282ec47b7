-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 460

SELECT a, b FROM (SELECT 1 a, 2 b) GROUP BY a;
----
error
