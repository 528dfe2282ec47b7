-- source: Snowflake documentation, "Identifier requirements", "Object name resolution"; error texts recorded from an account
-- case: metadata.md 11 case 56

CREATE TABLE foo;
----
error 001003 (42000): syntax error line 1 at position 16 unexpected '<EOF>'.
