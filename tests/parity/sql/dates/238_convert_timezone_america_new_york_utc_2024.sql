-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 238

SELECT CONVERT_TIMEZONE('America/New_York','UTC','2024-01-01 00:00:00'::TIMESTAMP_NTZ);
----
*
2024-01-01 05:00:00.000
