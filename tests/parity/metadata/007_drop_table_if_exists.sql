-- source: Snowflake documentation, "DDL commands"; status texts recorded from an account
-- case: metadata.md 11 case 7

DROP TABLE IF EXISTS nosuch;
----
status
Drop statement executed successfully (NOSUCH already dropped).
