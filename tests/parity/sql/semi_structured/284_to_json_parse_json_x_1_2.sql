-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 284

SELECT TO_JSON(PARSE_JSON('{ "x" : [1, 2] }'));
----
*
{"x":[1,2]}
