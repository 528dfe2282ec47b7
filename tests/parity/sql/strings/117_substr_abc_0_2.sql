-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 117

SELECT SUBSTR('abc',0,2);
----
*
ab
