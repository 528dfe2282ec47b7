-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 270

SELECT v:a.b::INT, v['a']['b']::INT FROM (SELECT PARSE_JSON('{"a":{"b":5}}') v);
----
* | *
5 | 5
