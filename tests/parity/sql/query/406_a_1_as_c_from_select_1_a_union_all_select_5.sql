-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 406

SELECT a+1 AS c FROM (SELECT 1 a UNION ALL SELECT 5) WHERE c > 2;
----
*
6
