-- source: Snowflake documentation, "User-defined functions"
-- case: scripting.md 17 case 69

CREATE FUNCTION js(A FLOAT) RETURNS FLOAT LANGUAGE JAVASCRIPT AS 'return A * 2;';

SELECT js(4) AS a;
----
A
8
