-- source: Snowflake documentation, "Snowflake Scripting blocks"
-- case: scripting.md 17 case 6

BEGIN IF (FALSE) THEN RETURN 3; END IF; END;
----
anonymous block
NULL
