-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 311

SELECT ARRAY_GENERATE_RANGE(2,5);
----
*
[2,3,4]
