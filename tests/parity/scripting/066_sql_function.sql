-- source: Snowflake documentation, "User-defined functions"
-- case: scripting.md 17 case 66

CREATE FUNCTION plus1(x INT) RETURNS INT AS 'x + 1';

SELECT plus1(2) AS three;
----
THREE
3
