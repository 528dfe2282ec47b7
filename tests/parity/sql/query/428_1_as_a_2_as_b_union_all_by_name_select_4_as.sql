-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 428

SELECT 1 AS a, 2 AS b UNION ALL BY NAME SELECT 4 AS b, 3 AS a ORDER BY 1;
----
* | *
1 | 2
3 | 4
