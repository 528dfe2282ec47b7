-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 118

SELECT SUBSTR('abcdef',-3,2), SUBSTRING('abc',2);
----
* | *
de | bc
