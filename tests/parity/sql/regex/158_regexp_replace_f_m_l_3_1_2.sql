-- source: Snowflake SQL reference, regular expressions
-- case: sql-cases.tsv 158

SELECT REGEXP_REPLACE('f m l','(.*) (.*) (.*)','\\3, \\1 \\2');
----
*
l, f m
