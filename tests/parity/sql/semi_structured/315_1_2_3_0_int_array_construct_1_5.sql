-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 315

SELECT [1,2,3][0]::INT, ARRAY_CONSTRUCT(1)[5];
----
* | *
1 | NULL
