-- source: Snowflake documentation, "Working with loops", "Working with conditional logic"
-- case: scripting.md 17 case 15

DECLARE c INT DEFAULT 0; BEGIN FOR i IN 1 TO 5 DO c := c + i; END FOR; RETURN c; END;
----
anonymous block
15
