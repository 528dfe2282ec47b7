-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 23

SELECT 2.5::FLOAT::INT;
----
*
3
