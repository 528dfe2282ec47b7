-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 292

SELECT OBJECT_CONSTRUCT(*) FROM (SELECT 1 AS a, 'x' AS b);
----
*
{"A":1,"B":"x"}
