-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 221

SELECT '12:30'::TIME, TO_TIME('10:20:30.5');
----
* | *
12:30:00 | ~10:20:30(\.50*)?
