-- source: Snowflake documentation, "DDL commands"; status texts recorded from an account
-- case: metadata.md 11 case 3

CREATE TABLE t (a INT);

CREATE TABLE IF NOT EXISTS t (a INT);
----
status
T already exists, statement succeeded.
