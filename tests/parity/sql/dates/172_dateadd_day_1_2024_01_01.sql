-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 172

SELECT DATEADD(day,1,'2024-01-01');
----
*
2024-01-02 00:00:00.000
