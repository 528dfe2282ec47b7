-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 41

SELECT 12.7::NUMBER;
----
*
13
