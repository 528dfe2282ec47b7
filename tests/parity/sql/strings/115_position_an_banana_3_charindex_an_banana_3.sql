-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 115

SELECT POSITION('an','banana',3), CHARINDEX('an','banana',3);
----
* | *
4 | 4
