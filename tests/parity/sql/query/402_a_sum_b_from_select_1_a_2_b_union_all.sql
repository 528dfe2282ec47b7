-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 402

SELECT a, SUM(b) FROM (SELECT 1 a, 2 b UNION ALL SELECT 1, 3) GROUP BY ALL;
----
* | *
1 | 5
