-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 232

SELECT TO_TIMESTAMP_NTZ('2024-01-15T10:20:30.5');
----
*
2024-01-15 10:20:30.500
