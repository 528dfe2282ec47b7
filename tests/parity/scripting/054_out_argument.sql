-- source: Snowflake documentation, "Writing stored procedures in Snowflake Scripting"
-- case: scripting.md 17 case 54

CREATE PROCEDURE o(x OUT NUMBER) RETURNS STRING AS $$ BEGIN x := 7; RETURN 'ok'; END $$;

DECLARE v NUMBER; BEGIN CALL o(:v); RETURN v; END;
----
anonymous block
7
