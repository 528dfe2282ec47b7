-- source: Snowflake documentation, "Working with loops", "Working with conditional logic"
-- case: scripting.md 17 case 19

DECLARE n INT DEFAULT 0; BEGIN WHILE (n < 3) DO n := n + 1; END WHILE; RETURN n; END;
----
anonymous block
3
