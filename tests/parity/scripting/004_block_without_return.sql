-- source: Snowflake documentation, "Snowflake Scripting blocks"
-- case: scripting.md 17 case 4

BEGIN LET x := 1; END;
----
anonymous block
NULL
