-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 214

SELECT TO_CHAR('2024-01-05'::DATE,'MON DD, YYYY');
----
*
Jan 05, 2024
