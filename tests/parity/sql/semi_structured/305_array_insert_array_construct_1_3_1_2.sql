-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 305

SELECT ARRAY_INSERT(ARRAY_CONSTRUCT(1,3),1,2);
----
*
[1,2,3]
