-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 8

SELECT 5 % 0;
----
error 100051 (22012): Division by zero
