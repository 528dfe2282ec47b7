-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 27

SELECT TRUNC(1.999,1);
----
*
1.9
