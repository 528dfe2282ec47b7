-- source: Snowflake documentation, "DDL commands"; status texts recorded from an account
-- case: metadata.md 11 case 8

DROP VIEW IF EXISTS "noSuch";
----
status
Drop statement executed successfully (noSuch already dropped).
