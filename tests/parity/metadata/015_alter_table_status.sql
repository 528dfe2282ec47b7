-- source: Snowflake documentation, "DDL commands"; status texts recorded from an account
-- case: metadata.md 11 case 15

CREATE TABLE t (a INT);

ALTER TABLE t ADD COLUMN b INT;
----
status
Statement executed successfully.
