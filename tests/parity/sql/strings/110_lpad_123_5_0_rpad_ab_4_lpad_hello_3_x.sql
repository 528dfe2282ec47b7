-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 110

SELECT LPAD('123',5,'0'), RPAD('ab',4,'-'), LPAD('hello',3,'x');
----
* | * | *
00123 | ab-- | hel
