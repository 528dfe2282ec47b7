-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 148

SELECT RTRIMMED_LENGTH('ab  ');
----
*
2
