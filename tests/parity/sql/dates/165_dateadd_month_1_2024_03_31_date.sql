-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 165

SELECT DATEADD(month,-1,'2024-03-31'::DATE);
----
*
2024-02-29
