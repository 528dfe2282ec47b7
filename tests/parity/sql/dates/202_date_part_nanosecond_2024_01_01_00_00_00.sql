-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 202
-- gap: never: a time with nanoseconds is refused; DuckDB keeps microseconds for all years up to 9999

SELECT DATE_PART('nanosecond','2024-01-01 00:00:00.123456789'::TIMESTAMP);
----
*
123456789
