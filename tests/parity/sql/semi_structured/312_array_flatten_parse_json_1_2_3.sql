-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 312

SELECT ARRAY_FLATTEN(PARSE_JSON('[[1],[2,3]]'));
----
*
[1,2,3]
