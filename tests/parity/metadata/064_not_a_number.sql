-- source: error numbers and texts recorded from an account
-- case: metadata.md 11 case 64

SELECT TO_NUMBER('abc');
----
error 100038 (22018): Numeric value 'abc' is not recognized
