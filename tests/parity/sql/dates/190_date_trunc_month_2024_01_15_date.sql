-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 190

SELECT DATE_TRUNC('month','2024-01-15'::DATE);
----
*
2024-01-01
