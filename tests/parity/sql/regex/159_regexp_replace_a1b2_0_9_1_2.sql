-- source: Snowflake SQL reference, regular expressions
-- case: sql-cases.tsv 159

SELECT REGEXP_REPLACE('a1b2','[0-9]','#',1,2);
----
*
a1b#
