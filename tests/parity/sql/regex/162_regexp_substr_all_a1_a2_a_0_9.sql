-- source: Snowflake SQL reference, regular expressions
-- case: sql-cases.tsv 162

SELECT REGEXP_SUBSTR_ALL('a1_a2','a[0-9]');
----
*
["a1","a2"]
