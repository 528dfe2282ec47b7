-- source: Snowflake SQL reference, regular expressions
-- case: sql-cases.tsv 156

SELECT REGEXP_REPLACE('aabbcc','b');
----
*
aacc
