-- source: Snowflake documentation, "User-defined functions"
-- case: scripting.md 17 case 68

CREATE FUNCTION py(x INT) RETURNS INT LANGUAGE PYTHON RUNTIME_VERSION='3.11' HANDLER='f' AS $$
def f(x): return None if x is None else x * 2
$$;

SELECT py(4) AS a, py(NULL) AS b;
----
A | B
8 | NULL
