-- source: Snowflake documentation, "Snowflake Scripting blocks"
-- case: scripting.md 17 case 1

BEGIN RETURN 1.7777; END;
----
anonymous block
1.7777
