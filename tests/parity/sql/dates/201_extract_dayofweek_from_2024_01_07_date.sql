-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 201

SELECT EXTRACT(dayofweek FROM '2024-01-07'::DATE), EXTRACT(week FROM '2024-01-07'::DATE);
----
* | *
0 | 1
