-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 173

SELECT DATEADD(day,1.6,'2024-01-01'::DATE);
----
*
2024-01-03
