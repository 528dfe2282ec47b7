-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 330

SELECT COUNT(*) FROM TABLE(FLATTEN(INPUT => PARSE_JSON('{"a":1,"b":[77,88],"c":{"d":"X"}}'), RECURSIVE => TRUE)) f;
----
*
6
