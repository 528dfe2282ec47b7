-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 578

CREATE FUNCTION f(x INT) RETURNS INT AS 'x + 1';

SELECT f(2);
----
*
3
