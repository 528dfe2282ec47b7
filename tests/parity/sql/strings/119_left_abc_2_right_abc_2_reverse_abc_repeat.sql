-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 119

SELECT LEFT('abc',2), RIGHT('abc',2), REVERSE('abc'), REPEAT('ab',2);
----
* | * | * | *
ab | bc | cba | abab
