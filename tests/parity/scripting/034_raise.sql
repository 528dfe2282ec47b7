-- source: Snowflake documentation, "Handling exceptions"
-- case: scripting.md 17 case 34
-- The error has the number that the exception was declared with.

DECLARE e EXCEPTION (-20002, 'Raised E.'); BEGIN RAISE e; END;
----
error -20002 (P0001): Uncaught exception of type 'E' on line 1 at position

DECLARE e EXCEPTION (-20002, 'Raised E.'); BEGIN RAISE e; END;
----
error -20002 (P0001): Raised E.
