-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 287

SELECT PARSE_JSON('{bad');
----
error 100069 (22P02): Error parsing JSON
