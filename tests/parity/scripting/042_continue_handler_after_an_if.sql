-- source: Snowflake documentation, "Handling exceptions"
-- case: scripting.md 17 case 42

DECLARE e EXCEPTION (-20001,'c'); BEGIN LET n := 0; IF (TRUE) THEN RAISE e; END IF; n := n + 10; RETURN n; EXCEPTION WHEN e CONTINUE THEN n := n + 1; END;
----
anonymous block
11
