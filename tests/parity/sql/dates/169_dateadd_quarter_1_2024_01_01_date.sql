-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 169

SELECT DATEADD('quarter',1,'2024-01-01'::DATE);
----
*
2024-04-01
