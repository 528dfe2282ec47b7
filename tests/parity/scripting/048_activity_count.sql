-- source: Snowflake documentation, "Determining the number of rows affected by DML commands"
-- case: scripting.md 17 case 48

CREATE TABLE v (value INT);

BEGIN INSERT INTO v VALUES (1),(2),(3); LET a INT := ACTIVITY_COUNT; SELECT * FROM v WHERE value > 1; LET b INT := ACTIVITY_COUNT; RETURN a || ',' || b; END;
----
anonymous block
3,2
