-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 300

SELECT ARRAY_APPEND(ARRAY_CONSTRUCT(1),2), ARRAY_CAT(ARRAY_CONSTRUCT(1),ARRAY_CONSTRUCT(2)), ARRAY_PREPEND(ARRAY_CONSTRUCT(1),0);
----
* | * | *
[1,2] | [1,2] | [0,1]
