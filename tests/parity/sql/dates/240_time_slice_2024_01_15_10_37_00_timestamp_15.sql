-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 240

SELECT TIME_SLICE('2024-01-15 10:37:00'::TIMESTAMP,15,'MINUTE');
----
*
2024-01-15 10:30:00.000
