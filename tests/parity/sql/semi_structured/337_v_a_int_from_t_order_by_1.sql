-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 337

CREATE TABLE t (v VARIANT);

INSERT INTO t SELECT PARSE_JSON('{"a":2}');

INSERT INTO t SELECT PARSE_JSON('{"a":1}');

SELECT v:a::INT FROM t ORDER BY 1;
----
*
1
2
