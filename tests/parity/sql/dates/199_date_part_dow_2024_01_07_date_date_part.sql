-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 199

SELECT DATE_PART(dow,'2024-01-07'::DATE), DATE_PART('dayofweek','2024-01-07'::DATE);
----
* | *
0 | 0
