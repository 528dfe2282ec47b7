-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 235

SELECT TO_TIMESTAMP_TZ('2024-01-15 10:20:30 +0200');
----
*
2024-01-15 10:20:30.000 +0200
