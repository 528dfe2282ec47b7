-- source: Snowflake documentation, "Identifier requirements", "Object name resolution"; error texts recorded from an account
-- case: metadata.md 11 case 54

CREATE TABLE t (a INT);

SELECT nosuch FROM t;
----
error 000904 (42000): error line 1 at position 7 invalid identifier 'NOSUCH'
