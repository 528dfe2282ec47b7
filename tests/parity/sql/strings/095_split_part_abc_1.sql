-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 95

SELECT SPLIT_PART('abc','',1);
----
*
abc
