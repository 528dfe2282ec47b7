-- source: Snowflake documentation, "Identifier requirements", "Object name resolution"; error texts recorded from an account
-- case: metadata.md 11 case 63

CREATE DATABASE d2;

DROP SCHEMA public;

CREATE TABLE x (a INT);
----
error 090106 (22000): This session does not have a current schema. Call 'USE SCHEMA', or use a qualified name.

DROP DATABASE d2;
