-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 7

SELECT 1::FLOAT/0;
----
error 100051 (22012): Division by zero
