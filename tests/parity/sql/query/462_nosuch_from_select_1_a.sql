-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 462

SELECT nosuch FROM (SELECT 1 a);
----
error 000904 (42000): invalid identifier 'NOSUCH'
