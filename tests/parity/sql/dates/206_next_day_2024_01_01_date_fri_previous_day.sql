-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 206

SELECT NEXT_DAY('2024-01-01'::DATE,'Fri'), PREVIOUS_DAY('2024-01-01'::DATE,'mo');
----
* | *
2024-01-05 | 2023-12-25
