-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 274

SELECT v:s::STRING FROM (SELECT PARSE_JSON('{"s":"x"}') v);
----
*
x
