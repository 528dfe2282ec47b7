-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 427

SELECT 1 MINUS SELECT 1;
----
*
