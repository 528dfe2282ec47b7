-- source: Snowflake documentation, "Snowflake Scripting blocks"
-- case: scripting.md 17 case 2

EXECUTE IMMEDIATE $$ BEGIN RETURN 5; END; $$;
----
anonymous block
5
