-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 332

SELECT f2.value::INT FROM (SELECT PARSE_JSON('[[1,2],[3]]') v) t, LATERAL FLATTEN(t.v) f1, LATERAL FLATTEN(f1.value) f2;
----
*
1
2
3
