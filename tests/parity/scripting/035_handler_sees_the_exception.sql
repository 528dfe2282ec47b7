-- source: Snowflake documentation, "Handling exceptions"
-- case: scripting.md 17 case 35

DECLARE e EXCEPTION (-20002, 'm'); BEGIN RAISE e; EXCEPTION WHEN e THEN RETURN SQLCODE || '/' || SQLERRM || '/' || SQLSTATE; END;
----
anonymous block
-20002/m/P0001
