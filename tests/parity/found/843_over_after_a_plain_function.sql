-- source: Snowflake documentation, "Window function syntax and usage" (OVER belongs to window and aggregate functions)
-- case: found case 843

CREATE TABLE t (s VARCHAR, a INT);

CREATE FUNCTION f(x INT) RETURNS INT AS 'x + 1';

SELECT UPPER(s) OVER () FROM t;
----
error: Invalid function type [UPPER] for window function.

SELECT ABS(a) OVER (PARTITION BY s ORDER BY a) FROM t;
----
error: Invalid function type [ABS] for window function.

SELECT f(a) OVER () FROM t;
----
error: Invalid function type [F] for window function.
