-- source: Snowflake documentation, "Working with variables"
-- case: scripting.md 17 case 14

BEGIN LET a NUMBER := missing; RETURN 5; END;
----
error 000904 (42000): invalid identifier 'MISSING'
