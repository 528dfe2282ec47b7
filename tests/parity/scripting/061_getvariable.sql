-- source: Snowflake documentation, "SQL variables"
-- case: scripting.md 17 case 61

SET tn = 'inv2';

SELECT GETVARIABLE('tn') AS lower_case, GETVARIABLE('TN') AS upper_case;
----
LOWER_CASE | UPPER_CASE
NULL | inv2
