-- source: Snowflake documentation, "Writing stored procedures in Snowflake Scripting"
-- case: scripting.md 17 case 57

SET myv = 'x';

CREATE PROCEDURE q() RETURNS VARCHAR EXECUTE AS OWNER AS $$ BEGIN RETURN $MYV; END $$;

CALL q();
----
error: $MYV
