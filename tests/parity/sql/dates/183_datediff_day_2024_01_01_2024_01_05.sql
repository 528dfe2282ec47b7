-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 183

SELECT DATEDIFF('day','2024-01-01','2024-01-05');
----
*
4
