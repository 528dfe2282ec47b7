-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 40

SELECT 1.239::NUMBER(10,2);
----
*
1.24
