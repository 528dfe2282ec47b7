-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 198

SELECT YEAROFWEEK('2021-01-01'::DATE), YEAROFWEEKISO('2021-01-01'::DATE);
----
* | *
2020 | 2020
