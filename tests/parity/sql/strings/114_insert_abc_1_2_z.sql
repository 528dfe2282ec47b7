-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 114

SELECT INSERT('abc',1,2,'Z');
----
*
Zc
