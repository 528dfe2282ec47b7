-- source: Snowflake documentation, "DDL commands"; status texts recorded from an account
-- case: metadata.md 11 case 11

CREATE SCHEMA s2;
----
status
Schema S2 successfully created.

SELECT CURRENT_SCHEMA() AS s;
----
S
S2
