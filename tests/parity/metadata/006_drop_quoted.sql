-- source: Snowflake documentation, "DDL commands"; status texts recorded from an account
-- case: metadata.md 11 case 6

CREATE TABLE "t" (a INT);

DROP TABLE "t";
----
status
t successfully dropped.
