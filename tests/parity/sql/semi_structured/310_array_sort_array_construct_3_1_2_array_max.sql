-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 310

SELECT ARRAY_SORT(ARRAY_CONSTRUCT(3,1,2)), ARRAY_MAX(ARRAY_CONSTRUCT(3,1)), ARRAY_MIN(ARRAY_CONSTRUCT(3,1));
----
* | * | *
[1,2,3] | 3 | 1
