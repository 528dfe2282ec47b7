-- source: Snowflake documentation, "Working with variables"
-- case: scripting.md 17 case 7

DECLARE p NUMBER(38,2) DEFAULT 0.0; BEGIN LET c NUMBER(38,2) := 100.0; LET r NUMBER(38,2) DEFAULT 110.0; p := r - c; RETURN p; END;
----
anonymous block
10.00
