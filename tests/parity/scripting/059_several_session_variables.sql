-- source: Snowflake documentation, "SQL variables"
-- case: scripting.md 17 case 59

SET (min, max) = (40, 70);

SELECT $min + $max AS total;
----
TOTAL
110
