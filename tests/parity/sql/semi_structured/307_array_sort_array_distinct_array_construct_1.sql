-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 307

SELECT ARRAY_SORT(ARRAY_DISTINCT(ARRAY_CONSTRUCT(1,1,2)));
----
*
[1,2]
