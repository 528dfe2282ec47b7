-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 298

SELECT ARRAY_CONSTRUCT(1,'a',TRUE);
----
*
[1,"a",true]
