-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 18

SELECT AVG(x) FROM (SELECT 1.25::NUMBER(10,2) x UNION ALL SELECT 1.25);
----
*
1.25000000
