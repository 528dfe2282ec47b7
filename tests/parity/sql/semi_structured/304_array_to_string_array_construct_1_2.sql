-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 304

SELECT ARRAY_TO_STRING(ARRAY_CONSTRUCT(1,2),'-');
----
*
1-2
