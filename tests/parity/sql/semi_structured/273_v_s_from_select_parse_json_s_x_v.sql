-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 273

SELECT v:s FROM (SELECT PARSE_JSON('{"s":"x"}') v);
----
*
"x"
