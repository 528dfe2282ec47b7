-- source: Snowflake documentation, "Identifier requirements", "Object name resolution"; error texts recorded from an account
-- case: metadata.md 11 case 59

CREATE TABLE missing_schema.x (a INT);
----
error 002003 (02000): Schema 'DB1.MISSING_SCHEMA' does not exist or not authorized.
