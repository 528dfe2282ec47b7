-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 275

SELECT v:"a b"::INT FROM (SELECT PARSE_JSON('{"a b":1}') v);
----
*
1
