-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 112

SELECT REPLACE('abcb','b');
----
*
ac
