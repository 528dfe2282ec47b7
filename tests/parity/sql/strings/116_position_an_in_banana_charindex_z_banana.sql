-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 116

SELECT POSITION('an' IN 'banana'), CHARINDEX('z','banana');
----
* | *
2 | 0
