-- source: Snowflake documentation, "Working with loops", "Working with conditional logic"
-- case: scripting.md 17 case 21

DECLARE n INT DEFAULT 0; BEGIN LOOP n := n + 1; IF (n = 2) THEN CONTINUE; END IF; IF (n > 4) THEN BREAK; END IF; END LOOP; RETURN n; END;
----
anonymous block
5
