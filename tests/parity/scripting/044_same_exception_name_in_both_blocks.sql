-- source: Snowflake documentation, "Handling exceptions"
-- case: scripting.md 17 case 44

DECLARE e1 EXCEPTION (-20001, 'o'); BEGIN DECLARE e1 EXCEPTION (-20002, 'i'); BEGIN RAISE e1; EXCEPTION WHEN e1 THEN RETURN 'in'; END; RETURN 'none'; EXCEPTION WHEN e1 THEN RETURN 'out'; END;
----
anonymous block
in
