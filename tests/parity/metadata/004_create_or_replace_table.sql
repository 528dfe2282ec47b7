-- source: Snowflake documentation, "DDL commands"; status texts recorded from an account
-- case: metadata.md 11 case 4

CREATE TABLE t (a INT);

CREATE OR REPLACE TABLE t (a INT);
----
status
Table T successfully created.
