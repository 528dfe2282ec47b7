-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 306

SELECT ARRAY_COMPACT(ARRAY_CONSTRUCT(1,NULL,2));
----
*
[1,2]
