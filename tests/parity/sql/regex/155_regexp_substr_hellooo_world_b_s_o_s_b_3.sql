-- source: Snowflake SQL reference, regular expressions
-- case: sql-cases.tsv 155

SELECT REGEXP_SUBSTR('Hellooo World','\\b\\S*o\\S*\\b',3);
----
*
llooo
