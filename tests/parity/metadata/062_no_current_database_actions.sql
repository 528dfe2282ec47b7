-- source: Snowflake documentation, "Identifier requirements", "Object name resolution"; error texts recorded from an account
-- case: metadata.md 11 case 62

CREATE DATABASE d2;

DROP DATABASE d2;

CREATE TEMPORARY TABLE x (a INT);
----
error 090105 (22000): Cannot perform CREATE TEMPTABLE. This session does not have a current database.

ALTER TABLE x RENAME TO y;
----
error 090105 (22000): Cannot perform RENAME. This session does not have a current database.

DROP TABLE x;
----
error 090105 (22000): Cannot perform DROP. This session does not have a current database.
