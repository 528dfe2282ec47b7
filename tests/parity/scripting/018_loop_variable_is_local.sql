-- source: Snowflake documentation, "Working with loops", "Working with conditional logic"
-- case: scripting.md 17 case 18

DECLARE i INT DEFAULT -999; BEGIN FOR i IN 1 TO 2 LOOP NULL; END LOOP; RETURN i; END;
----
anonymous block
-999
