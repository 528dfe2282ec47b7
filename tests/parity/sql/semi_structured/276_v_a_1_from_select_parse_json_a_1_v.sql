-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 276

SELECT v:a + 1 FROM (SELECT PARSE_JSON('{"a":1}') v);
----
*
2
