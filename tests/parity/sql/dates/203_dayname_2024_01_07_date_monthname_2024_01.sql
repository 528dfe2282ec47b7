-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 203

SELECT DAYNAME('2024-01-07'::DATE), MONTHNAME('2024-01-07'::DATE);
----
* | *
Sun | Jan
