-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 6

SELECT 1/0;
----
error 100051 (22012): Division by zero
