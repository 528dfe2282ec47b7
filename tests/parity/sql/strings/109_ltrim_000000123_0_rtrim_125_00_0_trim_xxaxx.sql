-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 109

SELECT LTRIM('#000000123','0#'), RTRIM('$125.00','0.'), TRIM('xxaxx','x');
----
* | * | *
123 | $125 | a
