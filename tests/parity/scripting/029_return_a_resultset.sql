-- source: Snowflake documentation, "Working with RESULTSETs", "EXECUTE IMMEDIATE"
-- case: scripting.md 17 case 29

DECLARE r RESULTSET DEFAULT (SELECT 1 AS a); BEGIN RETURN TABLE(r); END;
----
A
1
