-- source: Snowflake SQL reference, numbers and types
-- case: sql-cases.tsv 15

SELECT MOD(-5,3), 5 % 3;
----
* | *
-2 | 2
