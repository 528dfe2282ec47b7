-- source: Snowflake documentation, "Identifier requirements", "Object name resolution"; error texts recorded from an account
-- case: metadata.md 11 case 53

SELECT "a" FROM (SELECT 1 AS a);
----
error 000904 (42000): invalid identifier '"a"'
