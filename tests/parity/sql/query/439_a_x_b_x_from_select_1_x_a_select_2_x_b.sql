-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 439

SELECT a.x, b.x FROM (SELECT 1 x) a, (SELECT 2 x) b WHERE a.x = b.x(+);
----
* | *
1 | NULL
