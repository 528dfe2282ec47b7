-- source: Snowflake SQL reference, regular expressions
-- case: sql-cases.tsv 157

SELECT REGEXP_REPLACE('aaa','a','b');
----
*
bbb
