-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 202
-- gap: not yet: timestamps keep microseconds

SELECT DATE_PART('nanosecond','2024-01-01 00:00:00.123456789'::TIMESTAMP);
----
*
123456789
