-- source: Snowflake SQL reference, semi-structured
-- case: sql-cases.tsv 333

SELECT value FROM TABLE(SPLIT_TO_TABLE('a,b',','));
----
*
a
b
