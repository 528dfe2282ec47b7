-- source: Snowflake SQL reference, aggregates
-- case: sql-cases.tsv 367

SELECT COUNT(t.*) FROM (SELECT 1 a, 1 b UNION ALL SELECT 1, NULL) t;
----
*
1
