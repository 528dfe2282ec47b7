-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 309

SELECT ARRAYS_OVERLAP(ARRAY_CONSTRUCT(1,2),ARRAY_CONSTRUCT(2));
----
*
TRUE
