-- source: Snowflake documentation, "Writing stored procedures in Snowflake Scripting"
-- case: scripting.md 17 case 56

CREATE PROCEDURE nothing() RETURNS NUMBER(5,2) LANGUAGE SQL AS $$ BEGIN LET x := 1; END $$;

CALL nothing();
----
NOTHING
NULL
