-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 331

SELECT f.value::INT FROM (SELECT ARRAY_CONSTRUCT(1,2) a) t, TABLE(FLATTEN(t.a)) f;
----
*
1
2
