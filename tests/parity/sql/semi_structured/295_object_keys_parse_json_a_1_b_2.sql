-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 295

SELECT OBJECT_KEYS(PARSE_JSON('{"a":1,"b":2}'));
----
*
["a","b"]
