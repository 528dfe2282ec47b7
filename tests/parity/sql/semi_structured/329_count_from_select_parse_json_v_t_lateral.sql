-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 329

SELECT COUNT(*) FROM (SELECT PARSE_JSON('[]') v) t, LATERAL FLATTEN(INPUT => t.v) f;
----
*
0
