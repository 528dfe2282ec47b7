-- source: Snowflake documentation, "DDL commands"; status texts recorded from an account (unconfirmed)
-- case: metadata.md 11 case 17

CREATE TABLE t (a INT);

DROP TABLE t;

UNDROP TABLE t;
----
status
Table T successfully restored.
