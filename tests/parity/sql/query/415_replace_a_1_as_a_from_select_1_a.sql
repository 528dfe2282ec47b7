-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 415

SELECT * REPLACE (a+1 AS a) FROM (SELECT 1 a);
----
*
2
