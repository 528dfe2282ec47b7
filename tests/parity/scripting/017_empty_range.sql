-- source: Snowflake documentation, "Working with loops", "Working with conditional logic"
-- case: scripting.md 17 case 17

DECLARE c INT DEFAULT 0; BEGIN FOR i IN 3 TO 1 DO c := c + 1; END FOR; RETURN c; END;
----
anonymous block
0
