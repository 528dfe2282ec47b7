-- source: Snowflake SQL reference, regular expressions
-- case: sql-cases.tsv 161

SELECT REGEXP_COUNT('it was the best of times','t',1,'i');
----
*
4
