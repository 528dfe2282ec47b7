-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 47

SELECT 5::NUMBER(38,2)::VARCHAR;
----
*
5.00
