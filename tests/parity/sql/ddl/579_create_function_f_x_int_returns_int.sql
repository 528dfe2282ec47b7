-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 579

CREATE FUNCTION f(x INT) RETURNS INT LANGUAGE SQL AS $$ x * 2 $$;

SELECT f(2);
----
*
4
