-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 196

SELECT DAYOFYEAR('2024-02-01'::DATE), DAYOFMONTH('2024-02-03'::DATE);
----
* | *
32 | 3
