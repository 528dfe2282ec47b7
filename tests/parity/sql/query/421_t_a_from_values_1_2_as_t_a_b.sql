-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 421

SELECT t.a FROM (VALUES (1,2)) AS t(a,b);
----
*
1
