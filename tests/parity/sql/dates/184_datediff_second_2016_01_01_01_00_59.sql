-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 184

SELECT DATEDIFF(second,'2016-01-01 01:00:59'::TIMESTAMP,'2016-01-01 02:00:00'::TIMESTAMP);
----
*
3541
