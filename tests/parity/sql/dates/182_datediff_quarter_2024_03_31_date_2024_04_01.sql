-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 182

SELECT DATEDIFF(quarter,'2024-03-31'::DATE,'2024-04-01'::DATE);
----
*
1
