-- source: error numbers and texts recorded from an account
-- case: metadata.md 11 case 65

SELECT '2024-02-30'::DATE;
----
error 100040 (22007): Date '2024-02-30' is not recognized

SELECT 'x'::TIMESTAMP;
----
error 100035 (22007): Timestamp 'x' is not recognized
