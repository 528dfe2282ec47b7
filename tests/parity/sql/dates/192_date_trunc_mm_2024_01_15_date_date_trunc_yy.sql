-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 192

SELECT DATE_TRUNC('MM','2024-01-15'::DATE), DATE_TRUNC('yy','2024-05-15'::DATE);
----
* | *
2024-01-01 | 2024-01-01
