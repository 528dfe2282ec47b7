-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 39

SELECT 1::NUMBER(5,3);
----
*
1.000
