-- source: Snowflake documentation, "Identifier requirements", "Object name resolution"; error texts recorded from an account
-- case: metadata.md 11 case 61

CREATE DATABASE d2;

DROP DATABASE d2;

CREATE TABLE x (a INT);
----
error 090105 (22000): Cannot perform CREATE TABLE. This session does not have a current database. Call 'USE DATABASE', or use a qualified name.
