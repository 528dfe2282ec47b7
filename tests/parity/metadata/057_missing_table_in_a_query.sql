-- source: Snowflake documentation, "Identifier requirements", "Object name resolution"; error texts recorded from an account
-- case: metadata.md 11 case 57

SELECT * FROM nosuch;
----
error 002003 (42S02): Object 'NOSUCH' does not exist or not authorized.
