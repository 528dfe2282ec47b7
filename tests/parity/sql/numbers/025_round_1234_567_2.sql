-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 25

SELECT ROUND(1234.567,-2);
----
*
1200
