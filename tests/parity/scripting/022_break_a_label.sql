-- source: Snowflake documentation, "Working with loops", "Working with conditional logic"
-- case: scripting.md 17 case 22

DECLARE
  i INT DEFAULT 1;
  j INT DEFAULT 1;
BEGIN
  WHILE (i < 5) DO
    WHILE (j < 5) DO
      IF (j = 3) THEN
        BREAK outer_loop;
      END IF;
      j := j + 1;
    END WHILE inner_loop;
    i := i + 1;
  END WHILE outer_loop;
  RETURN i;
END;
----
anonymous block
1
