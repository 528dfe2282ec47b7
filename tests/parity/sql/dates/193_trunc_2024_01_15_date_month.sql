-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 193

SELECT TRUNC('2024-01-15'::DATE,'month');
----
*
2024-01-01
