-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 178

SELECT DATEDIFF(year,'2015-12-31'::DATE,'2016-01-01'::DATE);
----
*
1
