-- source: error numbers and texts recorded from an account
-- case: metadata.md 11 case 73

SELECT PARSE_JSON('{bad');
----
error 100069 (22P02): Error parsing JSON
