-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 404

SELECT a+1 AS c, COUNT(*) FROM (SELECT 1 a UNION ALL SELECT 1) GROUP BY c HAVING c > 1;
----
* | *
2 | 2
