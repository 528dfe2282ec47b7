-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 289

SELECT CHECK_JSON('{"a":1}');
----
*
NULL
