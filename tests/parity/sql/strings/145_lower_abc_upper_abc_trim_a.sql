-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 145

SELECT LOWER('ABC'), UPPER('abc'), TRIM('  a ');
----
* | * | *
abc | ABC | a
