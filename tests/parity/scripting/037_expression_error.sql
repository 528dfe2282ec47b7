-- source: Snowflake documentation, "Handling exceptions"
-- case: scripting.md 17 case 37

BEGIN LET v := 1/0; RETURN 1; EXCEPTION WHEN STATEMENT_ERROR THEN RETURN 's'; WHEN EXPRESSION_ERROR THEN RETURN 'x'; END;
----
anonymous block
x
