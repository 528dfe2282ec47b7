-- source: Snowflake documentation, "Writing stored procedures in Snowflake Scripting"
-- case: scripting.md 17 case 58

SET myv = 'x';

CREATE PROCEDURE q() RETURNS VARCHAR EXECUTE AS CALLER AS $$ BEGIN RETURN $MYV; END $$;

CALL q();
----
Q
x
