-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 98

SELECT SPLIT('a,b',',')[0]::VARCHAR;
----
*
a
