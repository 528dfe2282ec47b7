-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 102

SELECT EDITDISTANCE('kitten','sitting');
----
*
3
