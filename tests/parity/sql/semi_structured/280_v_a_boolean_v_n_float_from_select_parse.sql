-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 280

SELECT v:a::BOOLEAN, v:n::FLOAT FROM (SELECT PARSE_JSON('{"a":true,"n":1.5}') v);
----
* | *
TRUE | 1.5
