-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 443

SELECT COUNT(*) FROM (SELECT * FROM (SELECT 1 x UNION ALL SELECT 2 UNION ALL SELECT 3) SAMPLE (2 ROWS));
----
*
2
