-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 580

CREATE FUNCTION f(n INT) RETURNS TABLE (a INT) AS 'SELECT n';

SELECT * FROM TABLE(f(3));
----
*
3
