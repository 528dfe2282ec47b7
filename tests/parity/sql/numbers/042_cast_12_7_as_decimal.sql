-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 42

SELECT CAST('12.7' AS DECIMAL);
----
*
13
