-- source: Snowflake documentation, "Determining the number of rows affected by DML commands"
-- case: scripting.md 17 case 47

CREATE TABLE v (value INT);

BEGIN UPDATE v SET value = 9 WHERE value = -1; RETURN SQLFOUND::VARCHAR || SQLNOTFOUND::VARCHAR; END;
----
anonymous block
falsetrue
