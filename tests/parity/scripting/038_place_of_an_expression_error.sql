-- source: Snowflake documentation, "Handling exceptions"
-- case: scripting.md 17 case 38

BEGIN
  LET n INT := 1 / 0;
  RETURN n;
END;
----
error 100051 (22012): Uncaught exception of type 'EXPRESSION_ERROR' on line 2 at position 15 : Division by zero
