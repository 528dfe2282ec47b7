-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 328

SELECT COUNT(*) FROM (SELECT PARSE_JSON('[]') v) t, LATERAL FLATTEN(INPUT => t.v, OUTER => TRUE) f;
----
*
1
