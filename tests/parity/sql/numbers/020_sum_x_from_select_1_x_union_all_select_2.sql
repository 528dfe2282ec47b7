-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 20

SELECT SUM(x) FROM (SELECT 1 x UNION ALL SELECT 2);
----
*
3
