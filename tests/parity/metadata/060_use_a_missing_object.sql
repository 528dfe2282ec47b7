-- source: Snowflake documentation, "Identifier requirements", "Object name resolution"; error texts recorded from an account
-- case: metadata.md 11 case 60

USE SCHEMA nosuch;
----
error 002043 (02000): Object does not exist, or operation cannot be performed.

SHOW SCHEMAS IN DATABASE nosuch;
----
error 002043 (02000): Object does not exist, or operation cannot be performed.
