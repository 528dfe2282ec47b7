-- source: Snowflake SQL reference, regular expressions
-- case: sql-cases.tsv 154

SELECT REGEXP_SUBSTR('Release 24','Release\\W+(\\d+)',1,1,'e');
----
*
24
