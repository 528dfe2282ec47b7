-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 283

SELECT PARSE_JSON('{"b":1,"a":2}')::VARCHAR;
----
*
{"a":2,"b":1}
