-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 205

SELECT LAST_DAY('2024-02-10'::DATE,'year'), LAST_DAY('2024-02-10'::DATE,'quarter'), LAST_DAY('2024-02-10'::DATE,'week');
----
* | * | *
2024-12-31 | 2024-03-31 | 2024-02-11
