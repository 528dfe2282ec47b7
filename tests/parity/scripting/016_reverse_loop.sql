-- source: Snowflake documentation, "Working with loops", "Working with conditional logic"
-- case: scripting.md 17 case 16
-- The answer begins with a blank; cells are compared without outer blanks.

DECLARE s VARCHAR DEFAULT ''; BEGIN FOR i IN REVERSE 1 TO 3 DO s := s || ' ' || i::VARCHAR; END FOR; RETURN s; END;
----
anonymous block
3 2 1
