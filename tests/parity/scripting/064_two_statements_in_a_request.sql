-- source: Snowflake documentation, "CREATE TASK"; multi-statement requests
-- case: scripting.md 17 case 64

SELECT 1; SELECT 2;
----
error 000008: Actual statement count 2 did not match the desired statement count 1.
