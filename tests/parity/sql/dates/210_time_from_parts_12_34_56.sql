-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 210

SELECT TIME_FROM_PARTS(12,34,56);
----
*
12:34:56
