-- source: Snowflake documentation, "Determining the number of rows affected by DML commands"
-- case: scripting.md 17 case 45

CREATE TABLE v (value INT);

BEGIN INSERT INTO v VALUES (1),(2),(3); LET n INT := SQLROWCOUNT; SELECT * FROM v; RETURN n; END;
----
anonymous block
3
