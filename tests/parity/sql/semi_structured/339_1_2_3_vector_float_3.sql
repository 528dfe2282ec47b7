-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 339

SELECT [1,2,3]::VECTOR(FLOAT,3);
----
*
~\[1(\.0+)?, ?2(\.0+)?, ?3(\.0+)?\]
