-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 405

SELECT 1 AS a, a+1 AS b;
----
* | *
1 | 2
