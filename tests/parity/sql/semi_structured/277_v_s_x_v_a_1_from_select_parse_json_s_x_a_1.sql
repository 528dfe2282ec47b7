-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 277

SELECT v:s = 'x', v:a = 1 FROM (SELECT PARSE_JSON('{"s":"x","a":1}') v);
----
* | *
TRUE | TRUE
