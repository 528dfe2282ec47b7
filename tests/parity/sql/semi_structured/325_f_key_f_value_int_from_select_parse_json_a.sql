-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 325

SELECT f.key, f.value::INT FROM (SELECT PARSE_JSON('{"a":1,"b":2}') v) t, LATERAL FLATTEN(INPUT => t.v) f ORDER BY 1;
----
* | *
a | 1
b | 2
