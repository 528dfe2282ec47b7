-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 282

SELECT PARSE_JSON('{"a":null}'):a::VARCHAR;
----
*
NULL
