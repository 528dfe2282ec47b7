-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 445

SELECT COUNT(*) FROM (SELECT 1 x) SAMPLE (100);
----
*
1
