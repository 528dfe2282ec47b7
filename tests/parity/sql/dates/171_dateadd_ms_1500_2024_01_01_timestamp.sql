-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 171

SELECT DATEADD(ms,1500,'2024-01-01'::TIMESTAMP);
----
*
2024-01-01 00:00:01.500
