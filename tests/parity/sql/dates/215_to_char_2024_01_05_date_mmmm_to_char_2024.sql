-- source: Snowflake SQL reference, dates and times
-- case: sql-cases.tsv 215

SELECT TO_CHAR('2024-01-05'::DATE,'MMMM'), TO_CHAR('2024-01-05'::DATE,'DY');
----
* | *
January | Fri
