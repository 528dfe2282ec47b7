-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 303

SELECT ARRAY_SLICE(ARRAY_CONSTRUCT(0,1,2,3),1,3);
----
*
[1,2]
