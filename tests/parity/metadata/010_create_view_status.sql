-- source: Snowflake documentation, "DDL commands"; status texts recorded from an account
-- case: metadata.md 11 case 10

CREATE TABLE t (a INT);

CREATE VIEW v AS SELECT a FROM t;
----
status
View V successfully created.
