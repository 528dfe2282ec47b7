-- source: error numbers and texts recorded from an account
-- case: metadata.md 11 case 70

SELECT 'abcdef'::VARCHAR(2);
----
error 100078 (22000): String 'abcdef' is too long and would be truncated
