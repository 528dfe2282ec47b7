-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 35

SELECT GETBIT(11,3);
----
*
1
