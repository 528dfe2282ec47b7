-- source: Snowflake documentation, "Identifier requirements", "Object name resolution"; error texts recorded from an account
-- case: metadata.md 11 case 55

CREATE TABLE t (a INT);

SELECT FROM t;
----
error 001003 (42000): syntax error line 1 at position 7 unexpected 'FROM'.
