-- source: Snowflake documentation, "Snowflake Scripting blocks"
-- case: scripting.md 17 case 3

BEGIN BEGIN RETURN 5; END; RETURN 6; END;
----
anonymous block
5
