-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 288

SELECT PARSE_JSON('');
----
*
NULL
