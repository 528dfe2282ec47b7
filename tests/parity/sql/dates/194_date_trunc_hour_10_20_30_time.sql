-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 194

SELECT DATE_TRUNC('hour','10:20:30'::TIME);
----
*
10:00:00
