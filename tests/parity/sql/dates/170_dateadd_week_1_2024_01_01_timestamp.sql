-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 170

SELECT DATEADD(week,1,'2024-01-01'::TIMESTAMP);
----
*
2024-01-08 00:00:00.000
