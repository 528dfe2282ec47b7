-- source: Snowflake documentation, "Working with loops", "Working with conditional logic"
-- case: scripting.md 17 case 20

DECLARE n INT DEFAULT 9; BEGIN REPEAT n := n + 1; UNTIL (n > 3) END REPEAT; RETURN n; END;
----
anonymous block
10
