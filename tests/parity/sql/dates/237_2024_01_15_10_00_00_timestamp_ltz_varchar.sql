-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 237

SELECT '2024-01-15 10:00:00'::TIMESTAMP_LTZ::VARCHAR;
----
*
2024-01-15 10:00:00.000 -0800
