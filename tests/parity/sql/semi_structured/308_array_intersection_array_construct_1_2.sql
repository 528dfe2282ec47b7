-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 308

SELECT ARRAY_INTERSECTION(ARRAY_CONSTRUCT(1,2),ARRAY_CONSTRUCT(2,3)), ARRAY_EXCEPT(ARRAY_CONSTRUCT(1,2),ARRAY_CONSTRUCT(2));
----
* | *
[2] | [1]
