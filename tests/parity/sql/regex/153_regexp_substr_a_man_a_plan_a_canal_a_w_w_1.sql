-- source: Snowflake SQL reference, regular expressions
-- case: sql-cases.tsv 153

SELECT REGEXP_SUBSTR('A MAN A PLAN A CANAL','A\\W+(\\w+)',1,2,'e',1);
----
*
PLAN
