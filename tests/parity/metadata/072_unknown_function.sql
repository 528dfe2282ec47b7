-- source: error numbers and texts recorded from an account
-- case: metadata.md 11 case 72

SELECT nofn(1);
----
error 002140 (42601): Unknown function NOFN
