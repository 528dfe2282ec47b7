-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 241

SELECT TIME_SLICE('2024-01-15 10:37:00'::TIMESTAMP,15,'MINUTE','END');
----
*
2024-01-15 10:45:00.000
