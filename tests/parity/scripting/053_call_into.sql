-- source: Snowflake documentation, "Writing stored procedures in Snowflake Scripting"
-- case: scripting.md 17 case 53

CREATE PROCEDURE p(a INT, b INT DEFAULT 5) RETURNS INT AS 'BEGIN RETURN a + b; END';

DECLARE v INT; BEGIN CALL p(1) INTO :v; RETURN v; END;
----
anonymous block
6
