-- source: Snowflake SQL reference, ddl
-- case: sql-cases.tsv 581

CREATE FUNCTION f(x INT) RETURNS INT LANGUAGE PYTHON RUNTIME_VERSION='3.11' HANDLER='h' AS $$
def h(x):
  return x+1
$$;

SELECT f(1);
----
*
2
