-- source: Snowflake SQL reference, regular expressions
-- case: sql-cases.tsv 163

SELECT REGEXP_COUNT('abc','');
----
*
0
