-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 32

SELECT LOG(10,100);
----
*
2
