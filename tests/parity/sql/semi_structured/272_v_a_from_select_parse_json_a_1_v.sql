-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 272

SELECT v:A FROM (SELECT PARSE_JSON('{"a":1}') v);
----
*
NULL
