-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 180

SELECT DATEDIFF(hour,'2016-01-01 01:59:59'::TIMESTAMP,'2016-01-01 02:00:00'::TIMESTAMP);
----
*
1
