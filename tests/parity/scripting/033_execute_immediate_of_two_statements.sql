-- source: Snowflake documentation, "Working with RESULTSETs", "EXECUTE IMMEDIATE"
-- case: scripting.md 17 case 33

EXECUTE IMMEDIATE 'SELECT 1; SELECT 2';
----
error 000008 (0A000): Actual statement count 2
