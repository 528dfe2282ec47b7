-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 403

SELECT a, b FROM (SELECT 2 a, 1 b UNION ALL SELECT 1, 2) ORDER BY ALL;
----
* | *
1 | 2
2 | 1
