-- source: error numbers and texts recorded from an account
-- case: metadata.md 11 case 67

SELECT TO_NUMBER('12.3456', 10, 9);
----
error 100039 (22003): Numeric value '12.3456' is out of range
