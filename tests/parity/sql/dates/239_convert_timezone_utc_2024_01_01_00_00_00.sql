-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 239

SELECT CONVERT_TIMEZONE('UTC','2024-01-01 00:00:00 -0500'::TIMESTAMP_TZ);
----
*
2024-01-01 05:00:00.000 +0000
