-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 195

SELECT DAYOFWEEK('2024-01-07'::DATE), DAYOFWEEKISO('2024-01-07'::DATE);
----
* | *
0 | 7
