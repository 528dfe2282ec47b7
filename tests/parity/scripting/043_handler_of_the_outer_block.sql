-- source: Snowflake documentation, "Handling exceptions"
-- case: scripting.md 17 case 43

DECLARE e1 EXCEPTION (-20001, 'inner'); BEGIN BEGIN RAISE e1; END; RETURN 'none'; EXCEPTION WHEN e1 THEN RETURN SQLERRM || ' outer'; END;
----
anonymous block
~.* outer
