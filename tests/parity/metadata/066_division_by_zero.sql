-- source: error numbers and texts recorded from an account
-- case: metadata.md 11 case 66

SELECT 1/0;
----
error 100051 (22012): Division by zero
