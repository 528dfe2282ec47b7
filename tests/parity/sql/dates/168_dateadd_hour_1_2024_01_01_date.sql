-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 168

SELECT DATEADD(hour,1,'2024-01-01'::DATE);
----
*
2024-01-01 01:00:00.000
