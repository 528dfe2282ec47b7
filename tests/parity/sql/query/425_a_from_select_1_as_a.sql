-- source: Snowflake SQL reference, query syntax
-- case: sql-cases.tsv 425

SELECT "a" FROM (SELECT 1 AS a);
----
error 000904 (42000): invalid identifier '"a"'
