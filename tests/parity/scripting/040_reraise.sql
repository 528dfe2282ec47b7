-- source: Snowflake documentation, "Handling exceptions"
-- case: scripting.md 17 case 40

BEGIN
  INSERT INTO nosuchtable VALUES (1);
  RETURN 1;
EXCEPTION
  WHEN STATEMENT_ERROR THEN
    RAISE;
END;
----
error 002003 (42S02): Uncaught exception of type 'STATEMENT_ERROR' on line 2 at position 2 : SQL compilation error:
