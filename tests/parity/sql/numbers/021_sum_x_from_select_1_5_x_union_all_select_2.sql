-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 21

SELECT SUM(x) FROM (SELECT '1.5' x UNION ALL SELECT '2');
----
*
3.5
