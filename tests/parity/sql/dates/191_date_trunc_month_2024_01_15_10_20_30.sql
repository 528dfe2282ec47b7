-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 191

SELECT DATE_TRUNC('month','2024-01-15 10:20:30'::TIMESTAMP);
----
*
2024-01-01 00:00:00.000
