-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 316

SELECT GET(PARSE_JSON('{"a":1}'),'a')::INT, GET_PATH(PARSE_JSON('{"a":{"b":2}}'),'a.b')::INT;
----
* | *
1 | 2
