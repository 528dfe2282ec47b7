-- source: Snowflake documentation, "Working with RESULTSETs", "EXECUTE IMMEDIATE"
-- case: scripting.md 17 case 31

SET stmt = $$ SELECT 7 AS x $$;

EXECUTE IMMEDIATE $stmt;
----
X
7
