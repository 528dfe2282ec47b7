-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 336

SELECT OBJECT_AGG(k,v) FROM (SELECT 'a' k, 1 v UNION ALL SELECT 'b', 2);
----
*
{"a":1,"b":2}
