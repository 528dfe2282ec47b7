-- source: Snowflake documentation, "SQL variables"
-- case: scripting.md 17 case 62

SET tn = 'inv2';

UNSET tn;

SELECT $tn;
----
error
