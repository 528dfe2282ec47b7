-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 167

SELECT DATEADD(day,1,'2024-01-01'::DATE);
----
*
2024-01-02
