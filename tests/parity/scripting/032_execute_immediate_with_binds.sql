-- source: Snowflake documentation, "Working with RESULTSETs", "EXECUTE IMMEDIATE"
-- case: scripting.md 17 case 32

DECLARE a INT DEFAULT 2; b INT DEFAULT 3; r RESULTSET; BEGIN r := (EXECUTE IMMEDIATE 'SELECT ? + ?' USING (a, b)); RETURN TABLE(r); END;
----
*
5
