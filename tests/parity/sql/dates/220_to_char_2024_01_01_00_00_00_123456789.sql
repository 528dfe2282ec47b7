-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 220
-- gap: not yet: timestamps keep microseconds

SELECT TO_CHAR('2024-01-01 00:00:00.123456789'::TIMESTAMP,'FF9');
----
*
123456789
