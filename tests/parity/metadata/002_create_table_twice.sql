-- source: Snowflake documentation, "DDL commands"; status texts recorded from an account
-- case: metadata.md 11 case 2

CREATE TABLE t (a INT);

CREATE TABLE t (a INT);
----
error 002002 (42710): Object 'T' already exists.
