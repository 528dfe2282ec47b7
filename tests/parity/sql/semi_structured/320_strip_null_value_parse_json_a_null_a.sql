-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 320

SELECT STRIP_NULL_VALUE(PARSE_JSON('{"a":null}'):a);
----
*
NULL
