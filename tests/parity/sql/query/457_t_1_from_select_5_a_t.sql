-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 457

SELECT t.$1 FROM (SELECT 5 a) t;
----
*
5
