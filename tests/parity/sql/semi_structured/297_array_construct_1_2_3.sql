-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 297

SELECT ARRAY_CONSTRUCT(1,2,3);
----
*
[1,2,3]
