-- source: Snowflake documentation, "Writing stored procedures in Snowflake Scripting"
-- case: scripting.md 17 case 55

CREATE PROCEDURE tp() RETURNS TABLE(a INTEGER) AS $$ DECLARE r RESULTSET DEFAULT (SELECT 1 AS a UNION ALL SELECT 2); BEGIN RETURN TABLE(r); END $$;

CALL tp();
----
A
1
2

CALL tp() ->> SELECT * FROM $1 WHERE a > 1;
----
A
2
