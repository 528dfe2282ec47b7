-- source: Snowflake documentation, "Writing stored procedures in Snowflake Scripting"
-- case: scripting.md 17 case 52

CREATE PROCEDURE p(a INT, b INT DEFAULT 5) RETURNS INT AS 'BEGIN RETURN a + b; END';

CALL p(1);
----
P
6

CALL p(a => 1, b => 2);
----
P
3
