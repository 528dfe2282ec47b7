-- source: Snowflake documentation, "Working with variables"
-- case: scripting.md 17 case 10

DECLARE v VARCHAR(2); BEGIN
v := 'abcdef'; RETURN v; END;
----
error 100078: Uncaught exception of type 'EXPRESSION_ERROR' on line 2 at position 5 : String 'abcdef' is too long and would be truncated
