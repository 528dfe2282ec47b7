-- source: Snowflake documentation, "Handling exceptions"
-- case: scripting.md 17 case 41

DECLARE x INT := 0; BEGIN FOR i IN 0 TO 5 DO x := 10/i; END FOR; RETURN x; EXCEPTION WHEN EXPRESSION_ERROR CONTINUE THEN NULL; END;
----
anonymous block
2
