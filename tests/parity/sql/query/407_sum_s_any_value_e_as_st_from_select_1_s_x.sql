-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 407

SELECT SUM(s), ANY_VALUE(e) AS st FROM (SELECT 1 s,'x' st,'p' e UNION ALL SELECT 2,'x','q') GROUP BY st;
----
* | *
3 | p
