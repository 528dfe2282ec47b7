-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 19

SELECT SUM(x) FROM (SELECT 1.25::NUMBER(10,2) x UNION ALL SELECT 1.75);
----
*
3.00
