-- source: Snowflake documentation, "User-defined functions"
-- case: scripting.md 17 case 67

CREATE FUNCTION two() RETURNS TABLE (a INT) AS 'SELECT 1 UNION ALL SELECT 2';

SELECT SUM(a) AS total FROM TABLE(two());
----
TOTAL
3
