-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 99

SELECT STRTOK('a.b.c','.',2), STRTOK('a.b');
----
* | *
b | a.b
