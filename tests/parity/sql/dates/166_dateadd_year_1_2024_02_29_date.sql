-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 166

SELECT DATEADD(year,1,'2024-02-29'::DATE);
----
*
2025-02-28
