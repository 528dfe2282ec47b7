-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 189

SELECT DATE_TRUNC('week','2024-01-03'::DATE);
----
*
2024-01-01
