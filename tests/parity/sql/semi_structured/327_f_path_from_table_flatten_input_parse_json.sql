-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 327

SELECT f.path FROM TABLE(FLATTEN(INPUT => PARSE_JSON('{"a":[7]}'), PATH => 'a')) f;
----
*
a[0]
