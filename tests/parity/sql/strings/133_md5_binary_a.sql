-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 133

SELECT MD5_BINARY('a');
----
*
0CC175B9C0F1B6A831C399E269772661
