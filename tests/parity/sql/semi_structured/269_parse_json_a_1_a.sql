-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 269

SELECT PARSE_JSON('{"a":1}'):a;
----
*
1
