-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 28

SELECT TRUNCATE(-1.5);
----
*
-1
