-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 584

CREATE FUNCTION f(a INT) RETURNS INT AS 'a';

CREATE FUNCTION f(a VARCHAR) RETURNS VARCHAR AS 'a';

SELECT f('x');
----
*
x
