-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 17

SELECT AVG(x) FROM (SELECT 1 x UNION ALL SELECT 2 UNION ALL SELECT 2);
----
*
1.666667
