-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 97

SELECT SPLIT('a,b,c',',');
----
*
["a","b","c"]
