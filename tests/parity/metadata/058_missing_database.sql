-- source: Snowflake documentation, "Identifier requirements", "Object name resolution"; error texts recorded from an account
-- case: metadata.md 11 case 58

CREATE TABLE missing_db.public.x (a INT);
----
error 002003 (02000): Database 'MISSING_DB' does not exist or not authorized.
