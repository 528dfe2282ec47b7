-- source: Snowflake documentation, "Working with variables"
-- case: scripting.md 17 case 9

DECLARE v INT := 1.7; BEGIN RETURN v; END;
----
anonymous block
2
