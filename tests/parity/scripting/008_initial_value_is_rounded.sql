-- source: Snowflake documentation, "Working with variables"
-- case: scripting.md 17 case 8

DECLARE v NUMBER(5,2) := 1.7777; BEGIN RETURN v; END;
----
anonymous block
1.78
