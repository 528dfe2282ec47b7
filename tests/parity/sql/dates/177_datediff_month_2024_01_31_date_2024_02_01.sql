-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 177

SELECT DATEDIFF(month,'2024-01-31'::DATE,'2024-02-01'::DATE);
----
*
1
