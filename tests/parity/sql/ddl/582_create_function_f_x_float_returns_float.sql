-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 582

CREATE FUNCTION f(X FLOAT) RETURNS FLOAT LANGUAGE JAVASCRIPT AS 'return X*2;';

SELECT f(1);
----
*
2
