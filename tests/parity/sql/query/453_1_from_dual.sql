-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 453

SELECT 1 FROM DUAL;
----
*
1
