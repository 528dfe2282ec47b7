-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 271

SELECT v:arr[1]::VARCHAR FROM (SELECT PARSE_JSON('{"arr":["x","y"]}') v);
----
*
y
