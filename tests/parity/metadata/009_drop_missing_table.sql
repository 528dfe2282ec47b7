-- source: Snowflake documentation, "DDL commands"; status texts recorded from an account
-- case: metadata.md 11 case 9

DROP TABLE nosuch;
----
error 002003 (42S02): SQL compilation error:

DROP TABLE nosuch;
----
error 002003 (42S02): NOSUCH' does not exist or not authorized.
