-- source: Snowflake documentation, "Working with loops", "Working with conditional logic"
-- case: scripting.md 17 case 24

BEGIN CASE WHEN NULL THEN RETURN 1; ELSE RETURN 2; END; END;
----
anonymous block
2
