-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 401

SELECT x FROM (SELECT 1 x UNION ALL SELECT NULL UNION ALL SELECT 2) ORDER BY x DESC;
----
*
NULL
2
1
