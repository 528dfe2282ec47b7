-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 281

SELECT PARSE_JSON('null') IS NULL, PARSE_JSON('{"a":null}'):a IS NULL;
----
* | *
FALSE | FALSE
