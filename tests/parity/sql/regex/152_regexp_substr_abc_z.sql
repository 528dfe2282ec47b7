-- source: Snowflake SQL reference, regular expressions
-- case: sql-cases.tsv 152

SELECT REGEXP_SUBSTR('abc','z');
----
*
NULL
