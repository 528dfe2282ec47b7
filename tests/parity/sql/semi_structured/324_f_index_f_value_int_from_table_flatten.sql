-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 324

SELECT f.index, f.value::INT FROM TABLE(FLATTEN(INPUT => PARSE_JSON('[10,20]'))) f;
----
* | *
0 | 10
1 | 20
